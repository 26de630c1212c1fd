import type { OwnEmail } from '@tertulia/contract';
import { useState } from 'react';
import { Link } from 'wouter';
import { useMailTexts } from '../i18n/mail-texts.js';
import { IconButton } from '../ui/icon-button.js';
import { readStored, writeStored } from '../ui/storage.js';
import './mail.css';

const DISMISSED = 'tertulia.mail-hint';

/** That mentions can be mailed, for who has no address: shown until it is dismissed or followed on this device, then never again. */
export function MailHint({ email }: { email: OwnEmail | null }) {
  const mail = useMailTexts();
  const [isDismissed, setIsDismissed] = useState(() => readStored(DISMISSED) !== null);
  if (email !== null || isDismissed) return null;
  const dismiss = () => {
    writeStored(DISMISSED, 'yes');
    setIsDismissed(true);
  };
  return (
    <div className="mail-hint">
      <Link href="/settings/mail" onClick={dismiss}>
        {mail('hintAction')}
      </Link>
      <IconButton icon="close" label={mail('hintDismiss')} onClick={dismiss} />
    </div>
  );
}
