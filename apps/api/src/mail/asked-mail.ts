import type { EntityManager } from 'typeorm';
import { hashAddress } from '../identity/address.js';
import { EXPIRY_MS } from './judge-row.js';
import type { MailKind } from './mail-claim.js';

interface AskedMail {
  kind: MailKind;
  address: string;
  subject_id: string | null;
  created_at: Date;
}

const openRequest = 'SELECT 1 FROM email_request WHERE id = $1 AND used_at IS NULL AND expires_at > mail_now()';
const openCode = 'SELECT 1 FROM sign_in_code WHERE id = $1 AND used_at IS NULL AND expires_at > mail_now()';

/** Why a mail that somebody asked for is not sent any more; null: it is. */
export async function findAskedObstacle(manager: EntityManager, mail: AskedMail, now: Date): Promise<string | null> {
  const refused = await manager.query<object[]>('SELECT 1 FROM suppressed_address WHERE address_hash = $1', [
    hashAddress(mail.address),
  ]);
  if (refused.length > 0) return 'suppressed address';
  if (now.getTime() - mail.created_at.getTime() >= EXPIRY_MS) return 'expired';
  if (mail.kind === 'notice') return null;
  const open = await manager.query<object[]>(mail.kind === 'code' ? openCode : openRequest, [mail.subject_id]);
  return open.length > 0 ? null : 'used or expired';
}
