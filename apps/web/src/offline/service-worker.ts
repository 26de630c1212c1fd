import { cacheName, chooseAnswer, outdatedCaches } from './offline-rules.js';

declare const self: ServiceWorkerGlobalScope;
/** Put in by the build: every file of the app, and a name for this set of them. */
declare const BUILD_FILES: readonly string[];
declare const BUILD_NAME: string;

const PAGE = '/index.html';
/** A network that does not answer for so long is none. */
const PATIENCE_MS = 4_000;
/** The same file is asked for with and without an Origin, by scripts and by the page; what was kept of it is the same. */
const ANY_FORM = { ignoreVary: true };

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(cacheName(BUILD_NAME))
      .then((cache) => cache.addAll([...BUILD_FILES]))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(outdatedCaches(names, BUILD_NAME).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const answer = chooseAnswer({ method: request.method, mode: request.mode, url: new URL(request.url) }, self.origin);
  if (answer === 'page') event.respondWith(fromNetwork(request, PAGE));
  else if (answer === 'fresh') event.respondWith(fromNetwork(request, request));
  else if (answer === 'immutable') event.respondWith(fromCache(request));
});

/** The network's answer if there is one in time, else what was kept. */
async function fromNetwork(request: Request, kept: Request | string): Promise<Response> {
  const asked = fetch(request);
  try {
    return await Promise.race([asked, noAnswer()]);
  } catch {
    // The late answer is still better than none.
    return (await caches.match(kept, { ...ANY_FORM, ignoreSearch: true })) ?? asked;
  }
}

function noAnswer(): Promise<never> {
  return new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error('No answer in time.')), PATIENCE_MS);
  });
}

/** Kept files of this and the earlier build; what comes later, such as a part of the app that was never opened, is kept too. */
async function fromCache(request: Request): Promise<Response> {
  const found = await caches.match(request, ANY_FORM);
  if (found) return found;
  const response = await fetch(request);
  if (response.ok) {
    const cache = await caches.open(cacheName(BUILD_NAME));
    await cache.put(request, response.clone());
  }
  return response;
}
