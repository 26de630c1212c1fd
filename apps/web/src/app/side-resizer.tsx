import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import { readStored, writeStored } from '../ui/storage.js';

const KEY = 'tertulia.side-width';
const MINIMUM = 200;
const MAXIMUM = 360;
const USUAL = 264;
const STEP = 16;

/** The width of the list of rooms in pixels, kept in this browser. */
export function useSideWidth(): [number, (width: number) => void] {
  const [width, setWidth] = useState(() => bound(Number(readStored(KEY) ?? USUAL)));
  const change = (wanted: number) => {
    const next = bound(wanted);
    setWidth(next);
    writeStored(KEY, next === USUAL ? null : String(next));
  };
  return [width, change];
}

function bound(width: number): number {
  return Number.isFinite(width) ? Math.round(Math.min(MAXIMUM, Math.max(MINIMUM, width))) : USUAL;
}

/** The edge of the list: drawn with the pointer, or moved with the arrow keys; a double click brings the usual width back. */
export function SideResizer({ width, onWidth }: { width: number; onWidth: (width: number) => void }) {
  const { t } = useLocale();
  const handleKey = (event: KeyboardEvent) => {
    const next = { ArrowLeft: width - STEP, ArrowRight: width + STEP, Home: MINIMUM, End: MAXIMUM }[event.key];
    if (next === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    onWidth(next);
  };
  const handleMove = (event: PointerEvent<HTMLElement>) => {
    // The list begins at the left edge of the window.
    if (event.currentTarget.hasPointerCapture(event.pointerId)) onWidth(event.clientX);
  };
  return (
    <div
      className="side-resizer"
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={t('resizeRooms')}
      aria-valuenow={width}
      aria-valuemin={MINIMUM}
      aria-valuemax={MAXIMUM}
      onKeyDown={handleKey}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={handleMove}
      onDoubleClick={() => onWidth(USUAL)}
    />
  );
}
