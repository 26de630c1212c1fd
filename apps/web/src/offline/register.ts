/** Lets the service worker keep the app for times without a network. Not in development, where files change under it. */
export function registerServiceWorker(): void {
  if (import.meta.env.DEV || !('serviceWorker' in navigator)) return;
  window.addEventListener('load', () => {
    // Blocked by the browser's settings: the app works as before, with a network.
    navigator.serviceWorker.register('/service-worker.js').catch(() => undefined);
  });
}
