export * from '../i18n/format-time.js';
