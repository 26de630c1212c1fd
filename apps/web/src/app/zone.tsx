import type { ReactNode } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import { ErrorBoundary } from '../ui/error-boundary.js';
import type { Chat } from './chat.js';

/** A part of the page that may fail alone, with what somebody who helps needs to know. */
export function Zone({ chat, resetKey, children }: { chat: Chat; resetKey?: string; children: ReactNode }) {
  const { t } = useLocale();
  return (
    <ErrorBoundary
      resetKey={resetKey}
      fallback={(error, retry) => {
        const details = `${error.name}: ${error.message}\n${t('node')}: ${chat.server.get().instanceId ?? '?'}\n${new Date().toISOString()}`;
        return (
          <div className="zone-failed" role="alert">
            <p>{t('partFailed')}</p>
            <pre>{details}</pre>
            <button type="button" className="button" onClick={retry}>
              {t('tryAgain')}
            </button>
            <button
              type="button"
              className="button"
              onClick={() => void navigator.clipboard?.writeText(details).catch(() => undefined)}
            >
              {t('copyError')}
            </button>
          </div>
        );
      }}
    >
      {children}
    </ErrorBoundary>
  );
}
