import { type FormEvent, useState } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import { type Age, ages, instantOf } from './catch-up-rows.js';

const ageKeys = { today: 'olderToday', yesterday: 'olderYesterday', week: 'olderWeek', date: 'olderDate' } as const;

/** Marks as read what is older than a day, for those who only want the last of it. */
export function MarkOlder({ isBusy, onMark }: { isBusy: boolean; onMark: (before: string) => void }) {
  const { t } = useLocale();
  const [age, setAge] = useState<Age>('yesterday');
  const [date, setDate] = useState('');
  const before = instantOf(age, date, Date.now());
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (before) onMark(before);
  };
  return (
    <form className="mark-older" onSubmit={handleSubmit}>
      <label className="choice">
        <span>{t('markOlder')}</span>
        <select
          value={age}
          onChange={(event) => setAge(ages.find((candidate) => candidate === event.target.value) ?? 'today')}
        >
          {ages.map((candidate) => (
            <option key={candidate} value={candidate}>
              {t(ageKeys[candidate])}
            </option>
          ))}
        </select>
      </label>
      {age === 'date' && (
        <label className="choice">
          <span>{t('olderDateLabel')}</span>
          <input type="date" value={date} required onChange={(event) => setDate(event.target.value)} />
        </label>
      )}
      <button type="submit" className="button" disabled={isBusy || before === undefined}>
        {t('markOlderAction')}
      </button>
    </form>
  );
}
