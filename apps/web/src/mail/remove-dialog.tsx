import { useLocale } from '../i18n/locale-context.js';
import { useMailTexts } from '../i18n/mail-texts.js';
import { Modal } from '../ui/modal.js';
import { Problem } from './problem.js';
import { useAttempt } from './use-attempt.js';

interface Props {
  /** It was never confirmed: all that stops is its link. */
  isPending: boolean;
  remove: () => Promise<void>;
  onClose: () => void;
}

/** Says what stops before the address is taken away. */
export function RemoveDialog({ isPending, remove, onClose }: Props) {
  const { t } = useLocale();
  const mail = useMailTexts();
  const attempt = useAttempt();
  return (
    <Modal title={mail('removeQuestion')} closeLabel={t('close')} onClose={onClose}>
      <ul className="plain-list">
        {isPending ? (
          <li>{mail('removePending')}</li>
        ) : (
          <>
            <li>{mail('removeMails')}</li>
            <li>{mail('removeSignIn')}</li>
          </>
        )}
        <li>{mail('removeKeeps')}</li>
      </ul>
      <Problem attempt={attempt} waitKey="tryAgainIn" />
      <div className="form-buttons">
        <button type="button" className="button" onClick={onClose}>
          {t('cancel')}
        </button>
        <button
          type="button"
          className="button button-danger"
          disabled={attempt.isBusy}
          onClick={() => void attempt.run(() => remove().then(onClose))}
        >
          {mail('removeAddress')}
        </button>
      </div>
    </Modal>
  );
}
