import type { Attachment } from '@tertulia/contract';
import type { HttpRequests } from '../api/http-requests.js';
import { sendForm } from '../api/send-form.js';
import { UploadRequests } from '../api/upload-requests.js';
import type { ChatSocket } from '../realtime/chat-socket.js';
import type { UploadServer } from './bring-up.js';
import { PictureStore } from './picture-store.js';
import { KeptPictures } from './picture-storage.js';

/** What a visit gives to its pictures. */
export interface PictureVisit {
  userId: string;
  http: HttpRequests;
  socket: ChatSocket;
  newId: () => string;
  messageOf: (pictureId: string) => string | undefined;
  onStep: () => void;
}

/** Makes the pictures of a visit, with the browser and the server behind them. */
export function openPictures(visit: PictureVisit): PictureStore {
  const { userId, newId, messageOf, onStep } = visit;
  const browser = {
    storage: new KeptPictures(),
    measure,
    makePreview: (file: Blob) => URL.createObjectURL(file),
    endPreview: (preview: string) => URL.revokeObjectURL(preview),
  };
  return new PictureStore({ userId, newId, messageOf, onStep, ...browser }, makeServer(visit));
}

function makeServer({ http, socket }: PictureVisit): UploadServer {
  const requests = new UploadRequests(http);
  return {
    create: (request) => requests.create(request),
    // On the embedded store the form leads to the API itself, and its address is relative to it.
    sendForm: (form, file, job) =>
      sendForm({ ...job, form, file, url: new URL(form.url, http.baseUrl || window.location.origin).href }),
    find: (id) => requests.find(id),
    describe: (id, alt) => requests.describe(id, alt),
    remove: (id) => requests.remove(id),
    onUpdated: (listener: (attachment: Attachment) => void) =>
      socket.on('upload:updated', ({ attachment }) => listener(attachment)),
    isConnected: () => socket.state === 'connected',
    now: () => Date.now(),
    random: () => Math.random(),
    alone,
  };
}

/** Two tabs know the same unsent pictures; without locks, on pages that were not loaded securely, both may send them. */
async function alone(pictureId: string, action: () => Promise<void>): Promise<void> {
  if (navigator.locks === undefined) return action();
  await navigator.locks.request(`tertulia.picture.${pictureId}`, action);
}

/** The size of a picture as it is seen, turned as its maker wished. */
function measure(preview: string): Promise<{ width: number; height: number } | undefined> {
  return new Promise((resolve) => {
    const image = new Image();
    image.onload = () => resolve({ width: image.naturalWidth, height: image.naturalHeight });
    // A kind of picture that this browser does not know may still be known by the server.
    image.onerror = () => resolve(undefined);
    image.src = preview;
  });
}
