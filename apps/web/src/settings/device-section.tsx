import { useState } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import { Modal } from '../ui/modal.js';
import { PageSection } from '../ui/page.js';
import { AlertSwitches } from './alert-switches.js';
import type { SettingsProps } from './settings-props.js';

/** What this device does by itself, and the end of the visit on it. */
export function DeviceSection({ onSignOut }: SettingsProps) {
  const { t } = useLocale();
  return (
    <>
      <PageSection title={t('mentions')}>
        <AlertSwitches />
      </PageSection>
      <SigningOut onSignOut={onSignOut} />
    </>
  );
}

/** The end of the visit on this device, with what it costs said before. */
function SigningOut({ onSignOut }: Pick<SettingsProps, 'onSignOut'>) {
  const { t } = useLocale();
  const [isAsking, setIsAsking] = useState(false);
  return (
    <PageSection title={t('deviceTitle')} intro={t('deviceIntro')}>
      <Consequences />
      <div>
        <button type="button" className="button button-danger" onClick={() => setIsAsking(true)}>
          {t('signOut')}
        </button>
      </div>
      {isAsking && (
        <Modal title={t('signOutQuestion')} closeLabel={t('close')} onClose={() => setIsAsking(false)}>
          <Consequences />
          <div className="form-buttons">
            <button type="button" className="button" onClick={() => setIsAsking(false)}>
              {t('cancel')}
            </button>
            <button type="button" className="button button-danger" onClick={onSignOut}>
              {t('signOut')}
            </button>
          </div>
        </Modal>
      )}
    </PageSection>
  );
}

function Consequences() {
  const { t } = useLocale();
  return (
    <ul className="plain-list">
      <li>{t('signOutKey')}</li>
      <li>{t('signOutDrafts')}</li>
      <li>{t('signOutMessages')}</li>
    </ul>
  );
}
