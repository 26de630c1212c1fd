import type { Attachment, CreatedUpload, CreateUpload, UploadForm } from '@tertulia/contract';
import { failureCode, RequestError } from '../api/request-error.js';
import { StalledError } from '../api/send-form.js';
import { type PictureFailure, rejectionOf } from './picture.js';

/** When the server is asked what became of a picture; its own word over the socket is usually faster. */
const LOOKS_MS = [300, 1_000, 2_000, 3_000, 5_000, 8_000, 8_000, 8_000, 15_000, 15_000, 15_000, 15_000, 15_000];

/** The way of pictures to the server. */
export interface UploadServer {
  create: (request: CreateUpload) => Promise<CreatedUpload>;
  sendForm: (form: UploadForm, file: Blob, job: SendJob) => Promise<void>;
  find: (id: string) => Promise<Attachment>;
  describe: (id: string, alt: string) => Promise<Attachment>;
  remove: (id: string) => Promise<void>;
  /** Calls back with what became of uploads; gives the way to stop. */
  onUpdated: (listener: (attachment: Attachment) => void) => () => void;
  isConnected: () => boolean;
  now: () => number;
  random: () => number;
  /** Does something while no other tab of this browser does it with the same picture. */
  alone: (pictureId: string, action: () => Promise<void>) => Promise<void>;
}

export interface SendJob {
  fileName: string;
  onProgress: (share: number) => void;
  signal: AbortSignal;
}

/** Why a picture is not on the server, and until when to wait if it asked for that. */
export class PictureError extends Error {
  override name = 'PictureError';

  constructor(
    readonly failure: PictureFailure,
    readonly retryAfterMs?: number | undefined,
  ) {
    super(`The picture is not there: ${failure}`);
  }
}

/** One attempt to bring a picture to the server, and what is heard of it meanwhile. */
export interface UploadJob {
  name: string;
  type: string;
  file: Blob;
  alt: string;
  /** What was sent in an earlier attempt. */
  uploadId: string | null;
  signal: AbortSignal;
  onCreated: (uploadId: string) => void;
  onProgress: (share: number) => void;
  /** All of its bytes are there. */
  onSent: (uploadId: string) => void;
}

/**
 * Brings a picture to the server and waits until it can be sent. Each attempt asks for a form of its own when its turn has
 * come, because a form is used once and lives for a minute.
 * @throws {PictureError} why it cannot be sent. {DOMException} `AbortError` when it was taken back.
 */
export async function bringUp(server: UploadServer, job: UploadJob): Promise<Attachment> {
  try {
    const known = job.uploadId === null ? undefined : await findUpload(server, job.uploadId);
    if (known && known.status !== 'pending') return taken(known);
    const uploadId = known && job.uploadId !== null ? job.uploadId : await sendBytes(server, job);
    return taken(await lookUntilDone(server, uploadId, job.signal));
  } catch (error) {
    if (job.signal.aborted) throw new DOMException('Taken back.', 'AbortError');
    throw toPictureError(error);
  }
}

/** What the server has of an upload; nothing when it was swept away or belongs to somebody else. */
export async function findUpload(server: UploadServer, uploadId: string): Promise<Attachment | undefined> {
  try {
    return await server.find(uploadId);
  } catch (error) {
    if (['not_found', 'gone', 'forbidden'].includes(failureCode(error))) return undefined;
    throw error;
  }
}

async function sendBytes(server: UploadServer, job: UploadJob): Promise<string> {
  const { name, type, file, alt, signal } = job;
  const { id, upload } = await server.create({
    fileName: name,
    contentType: type,
    bytes: file.size,
    ...(alt !== '' && { alt }),
  });
  job.onCreated(id);
  signal.throwIfAborted();
  await server.sendForm(upload, file, { fileName: name, onProgress: job.onProgress, signal });
  job.onSent(id);
  return id;
}

function taken(attachment: Attachment): Attachment {
  if (attachment.status === 'rejected') throw new PictureError(rejectionOf(attachment.reason));
  return attachment;
}

/** Waits for the socket's word and asks now and then, for about two minutes. */
function lookUntilDone(server: UploadServer, uploadId: string, signal: AbortSignal): Promise<Attachment> {
  return new Promise((resolve, reject) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const end = (settle: () => void) => {
      isOver = true;
      clearTimeout(timer);
      stop();
      signal.removeEventListener('abort', handleAbort);
      settle();
    };
    const handleAbort = () => end(() => reject(new DOMException('Taken back.', 'AbortError')));
    const take = (attachment: Attachment | undefined) => {
      if (attachment === undefined) end(() => reject(new PictureError('gone')));
      else if (attachment.id === uploadId && attachment.status !== 'pending') end(() => resolve(attachment));
    };
    const plan = (turn: number) => {
      const wait = LOOKS_MS[turn];
      if (wait === undefined) return end(() => reject(new PictureError('slow')));
      timer = setTimeout(
        () => {
          findUpload(server, uploadId)
            // A look that fails is made up for by the next one.
            .then(take, () => undefined)
            .finally(() => {
              if (!isOver) plan(turn + 1);
            });
        },
        wait * (0.75 + server.random() / 2),
      );
    };
    const stop = server.onUpdated(take);
    signal.addEventListener('abort', handleAbort);
    plan(0);
  });
}

/** The reason in our own words, whatever was thrown. */
export function toPictureError(error: unknown): PictureError {
  if (error instanceof PictureError) return error;
  if (error instanceof StalledError) return new PictureError('stalled');
  if (error instanceof RequestError) return new PictureError(error.code, error.retryAfterMs);
  return new PictureError('internal');
}

/** Whether an attempt that failed so may be made again without being asked for. */
export function isTriedAgain({ failure }: PictureError): boolean {
  return failure === 'unavailable' || failure === 'internal' || failure === 'gone' || failure === 'conflict';
}
