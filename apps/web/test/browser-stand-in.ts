import { setMaxListeners } from 'node:events';

/** What the web app's stores ask of a browser beside sockets and `fetch`, so that they run in Node as they are. */
class StoredTexts {
  [key: string]: unknown;

  getItem(key: string): string | null {
    const value = Object.hasOwn(this, key) ? this[key] : null;
    return typeof value === 'string' ? value : null;
  }

  setItem(key: string, value: string): void {
    this[key] = value;
  }

  removeItem(key: string): void {
    delete this[key];
  }
}

const window = Object.assign(new EventTarget(), { location: { origin: 'http://localhost' } });
const document = Object.assign(new EventTarget(), { visibilityState: 'visible' });
const standIns = { window, document, navigator: { onLine: true }, localStorage: new StoredTexts() };

// Several browsers in one process share it.
setMaxListeners(0, window, document);

for (const [name, value] of Object.entries(standIns))
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
