import { displayNameSchema, limits, type Locale, type Session } from '@tertulia/contract';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { ApiClient } from '../api/api-client.js';
import { failureCode } from '../api/request-error.js';
import { useLocale } from '../i18n/locale-context.js';
import { IconButton } from '../ui/icon-button.js';
import { Logo } from '../ui/icons.js';
import { TextField } from '../ui/text-field.js';
import { OtherWay } from './other-way.js';
import { Preferences } from './preferences.js';
import { randomName } from './random-name.js';

interface Props {
  hasEnded: boolean;
  onEnter: (displayName: string) => Promise<void>;
  /** For who has a name here already. */
  otherWay: { api: ApiClient; onSignedIn: (session: Session) => void; isAsked: boolean };
  /** What one enters for: an invitation. */
  about?: ReactNode;
  /** A room that can be read already: it takes the page, and the way in is a bar below it. */
  preview?: ReactNode;
}

/** The way in: one button, a name if one likes, and what is kept. The form is the same one whatever is around it, so that nothing typed is lost. */
export function EnterPage({ hasEnded, onEnter, otherWay, about, preview }: Props) {
  const { t } = useLocale();
  const isVisit = preview !== undefined;
  return (
    <main className={isVisit ? 'visit' : 'enter'}>
      {isVisit && <div className="visit-room">{preview}</div>}
      <div className={isVisit ? 'visit-bar' : 'enter-card'}>
        {isVisit ? <p className="visit-word">{t('visitWord')}</p> : <EnterHead hasEnded={hasEnded} about={about} />}
        <OtherWay {...otherWay}>
          <EnterForm onEnter={onEnter} />
          <p className="enter-hint">{t('enterHint')}</p>
        </OtherWay>
        {!isVisit && (
          <ul className="enter-kept">
            <li>{t('keepName')}</li>
            <li>{t('keepMessages')}</li>
            <li>{t('keepDays')}</li>
          </ul>
        )}
      </div>
      {!isVisit && <Preferences />}
    </main>
  );
}

function EnterHead({ hasEnded, about }: Pick<Props, 'hasEnded' | 'about'>) {
  const { t } = useLocale();
  return (
    <>
      <Logo size={72} />
      <h1>{t('appName')}</h1>
      <p className="enter-tagline">{t('tagline')}</p>
      {hasEnded && (
        <p className="notice" role="status">
          {t('sessionEnded')}
        </p>
      )}
      {about}
    </>
  );
}

/** A random name to begin with; in another language it is another one, until the person has written their own. */
function useOfferedName(locale: Locale) {
  const [offer, setOffer] = useState(() => ({ locale, name: randomName(locale) }));
  const [written, setWritten] = useState<string>();
  if (offer.locale !== locale) setOffer({ locale, name: randomName(locale) });
  const another = () => {
    setWritten(undefined);
    setOffer({ locale, name: randomName(locale) });
  };
  return { name: written ?? offer.name, setName: setWritten, another };
}

function EnterForm({ onEnter }: Pick<Props, 'onEnter'>) {
  const { t, locale } = useLocale();
  const { name, setName, another } = useOfferedName(locale);
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<string>();
  const enter = async () => {
    if (name.trim() !== '' && !displayNameSchema.safeParse(name).success) {
      setError(t('enterFailed', { reason: t('error_invalid_payload') }));
      return;
    }
    setIsBusy(true);
    setError(undefined);
    try {
      await onEnter(name.trim());
    } catch (failure) {
      setError(t('enterFailed', { reason: t(`error_${failureCode(failure)}`) }));
      setIsBusy(false);
    }
  };
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    void enter();
  };
  return (
    <form className="enter-form" onSubmit={handleSubmit}>
      <div className="enter-name">
        <TextField
          label={t('yourName')}
          value={name}
          onText={setName}
          maxLength={limits.displayNameLength}
          autoComplete="nickname"
          placeholder={t('namePlaceholder')}
        />
        <IconButton icon="dice" label={t('anotherName')} onClick={another} />
      </div>
      <button type="submit" className="button button-primary button-large" disabled={isBusy}>
        {isBusy ? t('entering') : t('enter')}
      </button>
      <p className="field-error" role="alert">
        {error}
      </p>
    </form>
  );
}
