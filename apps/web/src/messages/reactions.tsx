import type { Message } from '@tertulia/contract';
import { useLocale } from '../i18n/locale-context.js';
import type { TimelineActions } from './timeline-actions.js';

/** The reactions to a message; a press adds the own one or takes it back. */
export function Reactions({ message, onReact }: { message: Message; onReact: TimelineActions['onReact'] }) {
  const { plural } = useLocale();
  return (
    <div className="reactions">
      {message.reactions.map(({ emoji, count, me }) => (
        <button
          key={emoji}
          type="button"
          className="reaction"
          aria-pressed={me}
          aria-label={plural('reactionCount', count, { emoji })}
          onClick={() => onReact(message, emoji, !me)}
        >
          <span aria-hidden="true">{emoji}</span>
          <span aria-hidden="true">{count}</span>
        </button>
      ))}
    </div>
  );
}
