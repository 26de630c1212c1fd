import type { PendingPicture } from './pending-message.js';

/** What became of the pictures of a message. */
export type PicturesOutcome =
  | { state: 'ready'; attachmentIds: readonly string[] }
  | { state: 'waiting' }
  | { state: 'failed'; reason: 'picture' | 'picture_refused' };

/** Why the pictures of a message are no longer needed here. */
export type PicturesEnd =
  /** They are part of a stored message. */
  | 'stored'
  /** Nobody wants them any more. */
  | 'discarded'
  /** Another tab of this browser looks after them. */
  | 'elsewhere';

/** Looks after the pictures of unsent messages; every change of one is told with `lookAgain`. */
export interface PictureGateway {
  lookAt: (pictures: readonly PendingPicture[]) => PicturesOutcome;
  retry: (pictures: readonly PendingPicture[]) => void;
  /** The server did not take them: those that it no longer has are brought to it anew. @returns whether there were any. */
  recover: (pictures: readonly PendingPicture[]) => Promise<boolean>;
  release: (pictures: readonly PendingPicture[], end: PicturesEnd) => void;
}
