import { problemSchema, type UploadForm } from '@tertulia/contract';
import { RequestError } from './request-error.js';

/** Bytes that stand still for so long do not arrive any more. */
const STALL_MS = 20_000;

/** A transfer that stood still, as apart from one that was cut. */
export class StalledError extends Error {
  override name = 'StalledError';
}

interface SendForm {
  url: string;
  form: Pick<UploadForm, 'fields'>;
  file: Blob;
  fileName: string;
  onProgress: (share: number) => void;
  signal: AbortSignal;
}

/**
 * Sends a one-use form with the bytes of a file. `fetch` tells nothing of what has gone out already, so that this is the older
 * kind of request.
 * @throws {RequestError} the refusal, or `unreachable` when the connection was cut. {StalledError} when nothing moved.
 */
export function sendForm({ url, form, file, fileName, onProgress, signal }: SendForm): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const end = (settle: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', handleAbort);
      settle();
    };
    const fail = (error: Error) => end(() => reject(error));
    const handleAbort = () => request.abort();
    const watch = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        fail(new StalledError(`Nothing moved for ${STALL_MS} ms.`));
        request.abort();
      }, STALL_MS);
    };
    request.upload.onprogress = ({ loaded, total, lengthComputable }) => {
      watch();
      if (lengthComputable && total > 0) onProgress(loaded / total);
    };
    request.upload.onload = () => onProgress(1);
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) end(resolve);
      else fail(toRequestError(request));
    };
    request.onerror = () => fail(new RequestError('unreachable', 'The connection was cut.'));
    request.onabort = () => fail(new DOMException('Taken back.', 'AbortError'));
    signal.addEventListener('abort', handleAbort);
    request.open('POST', url);
    watch();
    request.send(toFormData(form, file, fileName));
    if (signal.aborted) request.abort();
  });
}

/** The fields in their order, and the bytes last: stores read nothing that comes after them. */
function toFormData({ fields }: Pick<UploadForm, 'fields'>, file: Blob, fileName: string): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  data.append('file', file, fileName);
  return data;
}

function toRequestError({ status, responseText }: XMLHttpRequest): RequestError {
  const problem = problemSchema.safeParse(readJson(responseText));
  if (problem.success) return new RequestError(problem.data.code, problem.data.detail, problem.data.retryAfterMs);
  // A store of objects answers in words of its own.
  if (status === 429) return new RequestError('rate_limited', `HTTP ${status}`);
  if (status === 413) return new RequestError('too_large', `HTTP ${status}`);
  if (status >= 500 || status === 408) return new RequestError('unavailable', `HTTP ${status}`);
  return new RequestError('forbidden', `HTTP ${status}`);
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
