import type { News } from './window-title.js';

const ACCENT = '#b4472e';
const LIGHT = '#fff4e2';
const SIGNAL = '#f6bd6c';
const INK = '#2b1809';

const bubble =
  'M16 2c7.9 0 14 5.7 14 13s-6.1 13-14 13c-1.7 0-3.3-.26-4.8-.74L4.7 30a.8.8 0 0 1-1.1-.93l1.2-5.3C2.9 21.5 2 18.4 2 15 2 7.7 8.1 2 16 2Z';

/** The mark of the product as an image address, with a number for mentions or a dot for other news. */
export function faviconHref({ mentions, hasUnread }: News): string {
  const number = mentions > 9 ? '9+' : String(mentions);
  const sign =
    mentions > 0
      ? `<circle cx="22" cy="22" r="10" fill="${SIGNAL}"/><text x="22" y="27.5" font-family="sans-serif" font-size="15" font-weight="700" text-anchor="middle" fill="${INK}">${number}</text>`
      : hasUnread
        ? `<circle cx="25" cy="25" r="6.5" fill="${SIGNAL}" stroke="${LIGHT}" stroke-width="2"/>`
        : '';
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path d="${bubble}" fill="${ACCENT}"/><circle cx="16" cy="15" r="3.3" fill="${LIGHT}"/><path d="M22.67 11.15A7.7 7.7 0 0 1 22.67 18.85M19.85 21.67A7.7 7.7 0 0 1 12.15 21.67M9.33 18.85A7.7 7.7 0 0 1 9.33 11.15" fill="none" stroke="${LIGHT}" stroke-width="2.6" stroke-linecap="round"/><path d="M12.15 8.33A7.7 7.7 0 0 1 19.85 8.33" fill="none" stroke="${SIGNAL}" stroke-width="2.6" stroke-linecap="round"/>${sign}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

/** Shows the news on the tab's picture, and on the app's picture where the system has a place for it. */
export function showNews(news: News): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel=icon]');
  const isQuiet = news.mentions === 0 && !news.hasUnread;
  const href = isQuiet ? '/logo.svg' : faviconHref(news);
  if (link && link.getAttribute('href') !== href) link.href = href;
  if (!('setAppBadge' in navigator)) return;
  // A system without badges refuses; there is then nothing to show.
  (isQuiet ? navigator.clearAppBadge() : navigator.setAppBadge(news.mentions || undefined)).catch(() => undefined);
}
