import { useLocale } from '../i18n/locale-context.js';
import { Modal } from '../ui/modal.js';

interface Props {
  title: string;
  question: string;
  action: string;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something that cannot be taken back. */
export function ConfirmDialog({ title, question, action, onConfirm, onClose }: Props) {
  const { t } = useLocale();
  return (
    <Modal title={title} closeLabel={t('close')} onClose={onClose}>
      <p>{question}</p>
      <div className="form-buttons">
        <button type="button" className="button" onClick={onClose}>
          {t('cancel')}
        </button>
        <button type="button" className="button button-danger" autoFocus onClick={onConfirm}>
          {action}
        </button>
      </div>
    </Modal>
  );
}
