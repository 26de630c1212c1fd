import { createRoot } from 'react-dom/client';
import { loadWebConfig } from '../api/web-config.js';
import { LocaleProvider, preferredLocale } from '../i18n/locale-context.js';
import { loadLanguage } from '../i18n/translate.js';
import '../ui/tokens.css';
import '../ui/base.css';
import '../ui/controls.css';
import './app.css';
import '../rooms/rooms.css';
import '../rooms/room.css';
import '../messages/timeline.css';
import '../messages/message.css';
import '../messages/message-text.css';
import '../composer/composer.css';
import { App } from './app.js';
import { StartFailed } from './start-failed.js';

const container = document.getElementById('root');
if (!container) throw new Error('The page has no place for the app.');
const root = createRoot(container);

const language = await loadLanguage(preferredLocale());

try {
  const config = await loadWebConfig();
  root.render(
    <LocaleProvider initial={language}>
      <App apiUrl={config.apiUrl} />
    </LocaleProvider>,
  );
} catch (error) {
  root.render(
    <LocaleProvider initial={language}>
      <StartFailed reason={error instanceof Error ? error.message : String(error)} />
    </LocaleProvider>,
  );
}
