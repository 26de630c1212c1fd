import type { Session } from '@tertulia/contract';
import { type ReactNode, useMemo } from 'react';
import { useLocation } from 'wouter';
import type { ApiClient } from '../api/api-client.js';
import { MailClient } from '../api/mail-client.js';
import { useLocale } from '../i18n/locale-context.js';
import { ConfirmEmail } from '../mail/confirm-email.js';
import { MailSection } from '../mail/mail-section.js';
import { SignInForm } from '../mail/sign-in-form.js';
import { SignInPage } from '../mail/sign-in-page.js';
import { Logo } from '../ui/icons.js';
import { Page, PageSection } from '../ui/page.js';
import type { Chat } from './chat.js';

export { loadMailTexts } from '../i18n/mail-texts.js';
export { MailHint } from '../mail/mail-hint.js';

function useMailClient(api: ApiClient): MailClient {
  return useMemo(() => new MailClient(api.http), [api]);
}

function usePerson(chat: Chat) {
  return useMemo(
    () => ({ me: chat.me, update: chat.api.updateMe.bind(chat.api), reload: () => chat.api.getMe() }),
    [chat],
  );
}

interface PageProps {
  chat: Chat;
  page: 'settings' | 'sign-in' | 'confirm-email';
  onSignedIn: (session: Session) => void;
}

/** What the visit shows about mail, by the page that the address names. */
export function MailPage({ chat, page, onSignedIn }: PageProps) {
  if (page === 'settings') return <MailSettings chat={chat} />;
  return page === 'sign-in' ? <SignIn chat={chat} onSignedIn={onSignedIn} /> : <Confirm chat={chat} />;
}

/** Mail among the settings. */
function MailSettings({ chat }: { chat: Chat }) {
  return <MailSection person={usePerson(chat)} gateway={useMailClient(chat.api)} />;
}

/** Signing in for who is in already, as somebody else. */
function SignIn({ chat, onSignedIn }: { chat: Chat; onSignedIn: (session: Session) => void }) {
  const [, navigate] = useLocation();
  return (
    <SignInPage
      person={chat}
      gateway={useMailClient(chat.api)}
      onSignedIn={onSignedIn}
      onBack={() => navigate('/settings/mail')}
    />
  );
}

/** Confirming an address for who is in. */
function Confirm({ chat }: { chat: Chat }) {
  const { t } = useLocale();
  const { verifyEmail } = useMailClient(chat.api);
  return (
    <Page title={t('confirmEmailPage')}>
      <PageSection title={t('confirmEmailPage')}>
        <ConfirmEmail verify={verifyEmail} isIn />
      </PageSection>
    </Page>
  );
}

interface VisitorProps {
  api: ApiClient;
  onSignedIn: (session: Session) => void;
  onBack: () => void;
}

/** Signing in for who is not in. */
export function VisitorSignIn({ api, onSignedIn, onBack }: VisitorProps) {
  return <SignInForm gateway={useMailClient(api)} onSignedIn={onSignedIn} onBack={onBack} />;
}

/** Confirming an address on a device where nobody is in, such as the phone that has the mail; with what stands below it. */
export function VisitorConfirm({ api, children }: { api: ApiClient; children: ReactNode }) {
  const { t } = useLocale();
  const { verifyEmail } = useMailClient(api);
  return (
    <main className="enter">
      <div className="enter-card">
        <Logo size={56} />
        <h1>{t('appName')}</h1>
        <ConfirmEmail verify={verifyEmail} isIn={false} />
      </div>
      {children}
    </main>
  );
}
