import type { Session } from '@tertulia/contract';
import { type ReactNode, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import type { ApiClient } from '../api/api-client.js';
import { useLocale } from '../i18n/locale-context.js';

type MailPages = typeof import('./mail-pages.js');

interface Props {
  api: ApiClient;
  onSignedIn: (session: Session) => void;
  /** Whether it is what one came for. */
  isAsked: boolean;
  /** The first way in. It stays as it was while the other one covers it. */
  children: ReactNode;
}

/** The second way in, for who has a name here already: a quiet button, and a form that is fetched when it is wanted. */
export function OtherWay({ api, onSignedIn, isAsked, children }: Props) {
  const { t, locale } = useLocale();
  const [pages, setPages] = useState<MailPages>();
  const [wasOpen, setWasOpen] = useState(false);
  const [hasFailed, setHasFailed] = useState(false);
  const open = useCallback(async () => {
    setHasFailed(false);
    try {
      const fetched = await import('./mail-pages.js');
      await fetched.loadMailTexts(locale);
      setPages(fetched);
      setWasOpen(true);
    } catch {
      setHasFailed(true);
    }
  }, [locale]);
  const isWaited = useRef(isAsked);
  useEffect(() => {
    if (!isWaited.current) return;
    isWaited.current = false;
    void open();
  }, [open]);
  return (
    <>
      <div className="enter-first" hidden={pages !== undefined}>
        {children}
      </div>
      {pages ? (
        <Suspense fallback={null}>
          <pages.VisitorSignIn api={api} onSignedIn={onSignedIn} onBack={() => setPages(undefined)} />
        </Suspense>
      ) : (
        <button type="button" className="text-button other-way" autoFocus={wasOpen} onClick={() => void open()}>
          {t('haveName')}
        </button>
      )}
      <p className="field-error" role="alert">
        {hasFailed && t('enterFailed', { reason: t('error_unreachable') })}
      </p>
    </>
  );
}
