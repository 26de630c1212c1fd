import type { Attachment } from '@tertulia/contract';
import { useState } from 'react';
import { useLocale } from '../i18n/locale-context.js';

const WIDEST = 360;
const HIGHEST = 420;

/** The pictures of a message; their places are as large before they are loaded as after. */
export function Attachments({ attachments }: { attachments: readonly Attachment[] }) {
  const ready = attachments.filter(({ status, url }) => status === 'ready' && url !== null);
  if (ready.length === 0) return null;
  return (
    <div className="attachments">
      {ready.map((attachment) => (
        <Picture key={attachment.id} attachment={attachment} />
      ))}
    </div>
  );
}

function Picture({ attachment }: { attachment: Attachment }) {
  const { t } = useLocale();
  const [attempt, setAttempt] = useState(0);
  const [hasFailed, setHasFailed] = useState(false);
  const { width, height } = boxOf(attachment);
  const alt = attachment.alt ?? '';
  const retry = () => {
    setAttempt(attempt + 1);
    setHasFailed(false);
  };
  return (
    <div className="picture" style={{ width, aspectRatio: `${width} / ${height}` }}>
      {hasFailed ? (
        <div className="picture-failed">
          <p dir="auto">{alt || t('pictureFailed')}</p>
          <button type="button" className="text-button" onClick={retry}>
            {t('tryAgain')}
          </button>
        </div>
      ) : (
        <a href={attachment.url ?? ''} target="_blank" rel="noopener noreferrer" aria-label={alt || t('picture')}>
          <img
            key={attempt}
            src={attachment.thumbnailUrl ?? attachment.url ?? ''}
            alt={alt}
            width={width}
            height={height}
            loading="lazy"
            decoding="async"
            onError={() => setHasFailed(true)}
          />
        </a>
      )}
    </div>
  );
}

/** The size at which a picture is shown: never larger than it is. */
function boxOf({ width, height }: Attachment): { width: number; height: number } {
  const [wide, high] = [width || 4, height || 3];
  if (!width || !height) return { width: WIDEST, height: Math.round((WIDEST * high) / wide) };
  const scale = Math.min(1, WIDEST / wide, HIGHEST / high);
  return { width: Math.max(48, Math.round(wide * scale)), height: Math.max(32, Math.round(high * scale)) };
}
