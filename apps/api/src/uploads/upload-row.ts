import type { Attachment, StoredPicture } from '@tertulia/contract';
import { presentAttachment } from '../messages/message-row.js';

/** Why a row is rejected whose owner took it back; nobody finds it any more. */
export const WITHDRAWN = 'withdrawn';

/** A row of `UPLOAD_COLUMNS`. */
export interface UploadRow {
  id: string;
  owner_id: string;
  state: 'signed' | 'received' | 'ready' | 'rejected';
  reason: string | null;
  declared_type: string;
  declared_bytes: number;
  alt: string | null;
  picture: StoredPicture | null;
}

export const UPLOAD_COLUMNS = 'id, owner_id, state, reason, declared_type, declared_bytes, alt, picture';

/** An upload as its owner sees it. */
export function toAttachment(row: UploadRow, mediaUrl: string): Attachment {
  const { id, alt, picture } = row;
  if (picture) return presentAttachment({ ...picture, id, alt }, mediaUrl);
  return {
    id,
    status: row.state === 'rejected' ? 'rejected' : 'pending',
    ...(row.reason !== null && { reason: row.reason }),
    url: null,
    thumbnailUrl: null,
    width: null,
    height: null,
    contentType: row.declared_type,
    bytes: row.declared_bytes,
    alt,
  };
}
