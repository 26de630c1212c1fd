import { createRoot } from 'react-dom/client';
import { loadWebConfig } from '../api/web-config.js';
import { LocaleProvider, preferredLocale } from '../i18n/locale-context.js';
import { loadLanguage } from '../i18n/translate.js';
import { registerServiceWorker } from '../offline/register.js';
import '../ui/tokens.css';
import '../ui/base.css';
import '../ui/controls.css';
import './app.css';
import './shell.css';
import './overlays.css';
import '../rooms/rooms.css';
import '../rooms/room.css';
import '../rooms/panel.css';
import '../rooms/switcher.css';
import '../messages/timeline.css';
import '../messages/message.css';
import '../messages/message-menu.css';
import '../messages/bubbles.css';
import '../messages/held.css';
import '../messages/message-text.css';
import '../composer/composer.css';
import { App } from './app.js';
import { StartFailed } from './start-failed.js';

const container = document.getElementById('root');
if (!container) throw new Error('The page has no place for the app.');
const root = createRoot(container);

registerServiceWorker();
// Both are on their way at the same time; the page needs its language also to say that the other failed.
const [language, config] = await Promise.all([
  loadLanguage(preferredLocale()),
  loadWebConfig().catch((error: unknown) => (error instanceof Error ? error : new Error(String(error)))),
]);

root.render(
  <LocaleProvider initial={language}>
    {config instanceof Error ? <StartFailed reason={config.message} /> : <App apiUrl={config.apiUrl} />}
  </LocaleProvider>,
);
