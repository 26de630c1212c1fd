import { useLocale } from '../i18n/locale-context.js';
import { focusPart } from './regions.js';

const links = [
  { part: 'timeline', text: 'skipToMessages' },
  { part: 'composer', text: 'skipToComposer' },
] as const;

/** The first stops of the Tab key: past the rooms, to the messages or straight to writing. */
export function SkipLinks({ hasRoom }: { hasRoom: boolean }) {
  const { t } = useLocale();
  if (!hasRoom) return null;
  return (
    <div className="skip-links">
      {links.map(({ part, text }) => (
        <button key={part} type="button" className="button" onClick={() => focusPart(part)}>
          {t(text)}
        </button>
      ))}
    </div>
  );
}
