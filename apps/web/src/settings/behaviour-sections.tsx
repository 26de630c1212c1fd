import { useLocale } from '../i18n/locale-context.js';
import { PageSection } from '../ui/page.js';
import { isApple } from '../ui/shortcuts.js';
import { RadioChoice, Switch } from '../ui/choices.js';
import type { SettingsProps } from './settings-props.js';
import { useSetting } from './use-setting.js';

/** How one reads and writes. */
export function ReadingSection({ person, saver }: SettingsProps) {
  const { t } = useLocale();
  const { values, choose, errorOf } = useSetting(person, saver);
  const modifier = isApple() ? '⌘' : 'Ctrl';
  return (
    <PageSection title={t('readingTitle')} intro={t('keptWithYou')}>
      <RadioChoice
        legend={t('openAt')}
        value={values.openAt}
        options={[
          { value: 'unread', label: t('openAtUnread') },
          { value: 'newest', label: t('openAtNewest') },
          { value: 'last', label: t('openAtLast') },
        ]}
        error={errorOf('openAt')}
        onChange={(value) => choose('openAt', value)}
      />
      <RadioChoice
        legend={t('marking')}
        value={values.marking}
        options={[
          { value: 'seen', label: t('markingSeen') },
          { value: 'leave', label: t('markingLeave') },
          { value: 'manual', label: t('markingManual') },
        ]}
        error={errorOf('marking')}
        onChange={(value) => choose('marking', value)}
      />
      <RadioChoice
        legend={t('sendWith')}
        value={values.sendWith}
        options={[
          { value: 'enter', label: t('sendWithEnter') },
          { value: 'mod-enter', label: t('sendWithMod', { modifier }) },
        ]}
        error={errorOf('sendWith')}
        onChange={(value) => choose('sendWith', value)}
      />
      <RoomOrderChoice person={person} saver={saver} />
    </PageSection>
  );
}

function RoomOrderChoice({ person, saver }: Pick<SettingsProps, 'person' | 'saver'>) {
  const { t } = useLocale();
  const { values, choose, errorOf } = useSetting(person, saver);
  return (
    <RadioChoice
      legend={t('roomOrder')}
      value={values.roomOrder}
      options={[
        { value: 'activity', label: t('roomOrderActivity') },
        { value: 'name', label: t('roomOrderName') },
      ]}
      error={errorOf('roomOrder')}
      onChange={(value) => choose('roomOrder', value)}
    />
  );
}

/** What the keys do, and what is read aloud. */
export function KeyboardSection({ person, saver }: SettingsProps) {
  const { t } = useLocale();
  const { values, choose, errorOf } = useSetting(person, saver);
  return (
    <PageSection title={t('keyboardTitle')} intro={t('keptWithYou')}>
      <RadioChoice
        legend={t('announce')}
        hint={t('announceHint')}
        value={values.announce}
        options={[
          { value: 'all', label: t('announceAll') },
          { value: 'mentions', label: t('announceMentions') },
          { value: 'none', label: t('announceNone') },
        ]}
        error={errorOf('announce')}
        onChange={(value) => choose('announce', value)}
      />
      <Switch
        label={t('letterKeys')}
        hint={t('letterKeysHint')}
        isOn={values.letterKeys}
        error={errorOf('letterKeys')}
        onChange={(isOn) => choose('letterKeys', isOn)}
      />
    </PageSection>
  );
}
