import { readStored, writeStored } from './storage.js';

export const themes = ['system', 'light', 'dark', 'contrast'] as const;
export type Theme = (typeof themes)[number];

const KEY = 'tertulia.theme';

/** The theme that was chosen in this browser. */
export function readTheme(): Theme {
  const kept = readStored(KEY);
  return themes.find((theme) => theme === kept) ?? 'system';
}

/** Shows a theme at once and keeps it; `public/theme.js` shows it again before the next first paint. */
export function applyTheme(theme: Theme): void {
  writeStored(KEY, theme === 'system' ? null : theme);
  const shown = theme === 'system' && wantsContrast() ? 'contrast' : theme;
  if (shown === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = shown;
}

function wantsContrast(): boolean {
  return window.matchMedia('(prefers-contrast: more)').matches;
}
