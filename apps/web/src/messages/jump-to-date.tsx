import { type FormEvent, useState } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import { Modal } from '../ui/modal.js';

interface Props {
  /** Local midnight of the day from which it was opened. */
  day: number;
  /** The day on which the room began. */
  since: string;
  onJump: (at: string) => void;
  onClose: () => void;
}

/** Asks for a day and goes to what was written first on it. */
export default function JumpToDate({ day, since, onJump, onClose }: Props) {
  const { t } = useLocale();
  const [value, setValue] = useState(toInput(new Date(day)));
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    const [year, month, date] = value.split('-').map(Number);
    if (!year || !month || !date) return;
    onClose();
    onJump(new Date(year, month - 1, date).toISOString());
  };
  return (
    <Modal title={t('jumpToDate')} closeLabel={t('close')} onClose={onClose}>
      <form className="form" onSubmit={handleSubmit}>
        <label className="field">
          {t('day')}
          <input
            type="date"
            required
            value={value}
            min={toInput(new Date(since))}
            max={toInput(new Date())}
            onChange={(event) => setValue(event.target.value)}
          />
        </label>
        <div className="form-buttons">
          <button type="submit" className="button button-primary">
            {t('go')}
          </button>
        </div>
      </form>
    </Modal>
  );
}

function toInput(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
