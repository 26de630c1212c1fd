import type { RejectionReason } from '@tertulia/contract';

/** These bytes will never be a picture of ours; the reason is for the person who sent them. */
export class PictureRefused extends Error {
  override name = 'PictureRefused';

  constructor(
    readonly reason: RejectionReason,
    options?: ErrorOptions,
  ) {
    super(`The picture was refused: ${reason}.`, options);
  }
}
