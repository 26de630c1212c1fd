import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { emojiNames } from './vite-emoji.js';
import { serviceWorker } from './vite-service-worker.js';

const api = process.env['API_URL'] ?? 'http://127.0.0.1:3000';

export default defineConfig({
  plugins: [react(), emojiNames(), serviceWorker()],
  build: {
    // The page's policy allows no inline script, and every browser that runs this build knows module preload.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: true,
  },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': api, '/socket.io': { target: api, ws: true } },
  },
});
