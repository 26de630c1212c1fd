import { type ErrorCode, type RejectionReason, rejectionReasons } from '@tertulia/contract';
import * as z from 'zod/mini';

/** Waits for its turn or for the network; its bytes go up; the server looks at it; it can be sent; it cannot. */
export type PictureStep = 'waiting' | 'sending' | 'looking' | 'ready' | 'failed';

/** Why a picture did not get through: nobody answered, it stood still, its bytes are gone from this browser, or a refusal. */
export type PictureFailure = RejectionReason | ErrorCode | 'unreachable' | 'stalled' | 'slow' | 'lost';

/** A picture on its way from this browser into a message. */
export interface Picture {
  readonly id: string;
  readonly roomId: string;
  /** The message that it goes with; until one was sent it belongs to the room's draft. */
  readonly messageId: string | null;
  readonly order: number;
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
  readonly alt: string;
  readonly width: number | null;
  readonly height: number | null;
  /** An address inside of this page that shows it. */
  readonly preview: string;
  readonly step: PictureStep;
  /** From 0 to 1, while it is sent. */
  readonly progress: number;
  readonly failure: PictureFailure | null;
  /** Until when the server asked to wait, in milliseconds since 1970. */
  readonly waitingUntil: number | null;
  /** Once its bytes are on the server. */
  readonly uploadId: string | null;
  /** What the server knows of what it shows. */
  readonly sentAlt: string;
}

/** What is kept of a picture over reloads, with its bytes. */
export const keptPictureSchema = z.object({
  id: z.string(),
  userId: z.string(),
  roomId: z.string(),
  messageId: z.nullable(z.string()),
  order: z.number(),
  name: z.string(),
  type: z.string(),
  alt: z.string(),
  sentAlt: z.string(),
  width: z.nullable(z.number()),
  height: z.nullable(z.number()),
  uploadId: z.nullable(z.string()),
  file: z.instanceof(Blob),
});
export type KeptPicture = z.infer<typeof keptPictureSchema>;

/** Whether the same picture may get through later; anything else was refused for what it is. */
export function isPassingFailure(failure: PictureFailure): boolean {
  return !isRejection(failure) && !refusals.includes(failure);
}

const refusals: readonly PictureFailure[] = [
  'lost',
  'forbidden',
  'gone',
  'invalid_payload',
  'too_large',
  'unsupported_media',
];

function isRejection(failure: PictureFailure): boolean {
  return rejectionReasons.some((reason) => reason === failure);
}

/** The reason of a rejected upload; one of a later version of the API is told as a failure of no special kind. */
export function rejectionOf(reason: string | undefined): RejectionReason {
  return rejectionReasons.find((known) => known === reason) ?? 'failed';
}
