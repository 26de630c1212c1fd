import { readStored, writeStored } from './storage.js';

export const textSizes = ['small', 'normal', 'large'] as const;
export type TextSize = (typeof textSizes)[number];

const KEY = 'tertulia.text-size';

/** The size of all text that was chosen in this browser. */
export function readTextSize(): TextSize {
  const kept = readStored(KEY);
  return textSizes.find((size) => size === kept) ?? 'normal';
}

/** Shows a size at once and keeps it; every measure of the page is in `rem` and goes with it. */
export function applyTextSize(size: TextSize): void {
  writeStored(KEY, size === 'normal' ? null : size);
  if (size === 'normal') delete document.documentElement.dataset['text'];
  else document.documentElement.dataset['text'] = size;
}
