import { type ComponentType, Suspense, useState } from 'react';
import { Link } from 'wouter';
import { useLocale } from '../i18n/locale-context.js';
import type { TextKey } from '../i18n/translate.js';
import { EmptyState } from '../ui/empty-state.js';
import { Page, SkeletonRows } from '../ui/page.js';
import { KeyboardSection, ReadingSection } from './behaviour-sections.js';
import { DeviceSection } from './device-section.js';
import { LookSection } from './look-section.js';
import type { SettingsProps } from './settings-props.js';
import { SettingsSaver } from './settings-saver.js';
import './settings.css';
import { YouSection } from './you-section.js';

type Props = Omit<SettingsProps, 'saver'> & { section: string | undefined };

const sections: readonly { id: string; title: TextKey; Section: ComponentType<SettingsProps> }[] = [
  { id: 'you', title: 'sectionYou', Section: YouSection },
  { id: 'look', title: 'sectionLook', Section: LookSection },
  { id: 'reading', title: 'sectionReading', Section: ReadingSection },
  { id: 'keyboard', title: 'sectionKeyboard', Section: KeyboardSection },
  { id: 'mail', title: 'sectionMail', Section: MailPart },
  { id: 'device', title: 'sectionDevice', Section: DeviceSection },
];

/** All that a person can set; each part has an address of its own. */
export function SettingsPage({ section, ...props }: Props) {
  const { t } = useLocale();
  const [saver] = useState(() => new SettingsSaver(props.person));
  const shown = section === undefined ? sections[0] : sections.find(({ id }) => id === section);
  return (
    <Page title={t('settings')} intro={t('settingsIntro')}>
      <nav className="settings-nav" aria-label={t('settingsSections')}>
        {sections.map(({ id, title }) => (
          <Link
            key={id}
            href={`/settings/${id}`}
            className="settings-tab"
            aria-current={id === shown?.id ? 'page' : undefined}
          >
            {t(title)}
          </Link>
        ))}
      </nav>
      {shown ? (
        <shown.Section key={shown.id} {...props} saver={saver} />
      ) : (
        <EmptyState drawing="nothing-found" title={t('notFoundTitle')} />
      )}
    </Page>
  );
}

/** Fetched when it is opened, below the other parts that can be seen meanwhile. */
function MailPart({ mail }: SettingsProps) {
  const { t } = useLocale();
  return <Suspense fallback={<SkeletonRows count={3} label={t('loadingPage')} />}>{mail}</Suspense>;
}
