import { limits } from '@tertulia/contract';
import { useLocale } from '../i18n/locale-context.js';
import { useObservable } from '../realtime/observable.js';
import { Avatar } from '../ui/avatar.js';
import { PageSection } from '../ui/page.js';
import { MarkForm } from './mark-form.js';
import { displayNameProblem, handleProblem } from './name-problem.js';
import type { SettingsProps } from './settings-props.js';
import { TextSetting } from './text-setting.js';

/** Who one is: the name, the handle, the mark, and what all of this is worth. */
export function YouSection({ person, setMark }: SettingsProps) {
  const { t } = useLocale();
  const me = useObservable(person.me);
  return (
    <>
      <PageSection title={t('youTitle')} intro={t('youIntro')}>
        <div className="you-card">
          <Avatar user={me} size={56} />
          <div>
            <strong dir="auto">{me.displayName}</strong>
            <span dir="auto">@{me.handle}</span>
            {me.mark && <span className="mark-chip">{me.mark}</span>}
          </div>
        </div>
        <TextSetting
          label={t('displayName')}
          hint={t('displayNameHint')}
          kept={me.displayName}
          maxLength={limits.displayNameLength}
          autoComplete="nickname"
          problemOf={displayNameProblem}
          save={async (displayName) => person.me.set(await person.update({ displayName }))}
        />
        <TextSetting
          label={t('handle')}
          hint={t('handleHint')}
          kept={me.handle}
          prefix="@"
          maxLength={limits.handleLength}
          autoComplete="username"
          problemOf={handleProblem}
          refusalOf={(code) => (code === 'conflict' ? 'handleTaken' : undefined)}
          save={async (handle) => person.me.set(await person.update({ handle }))}
        />
      </PageSection>
      <PageSection title={t('markTitle')} intro={t('markIntro')}>
        <MarkForm mark={me.mark} setMark={async (passphrase) => person.me.set(await setMark(passphrase))} />
      </PageSection>
      <PageSection title={t('staysTitle')} intro={t('staysIntro')}>
        <ul className="plain-list">
          <li>{t('staysSame')}</li>
          <li>{t('staysMessages')}</li>
          <li>{t('staysDrafts')}</li>
          <li>{t('staysMentions')}</li>
        </ul>
      </PageSection>
    </>
  );
}
