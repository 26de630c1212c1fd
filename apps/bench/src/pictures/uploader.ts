import { attachmentSchema, createdUploadSchema } from '@tertulia/contract';
import * as z from 'zod/mini';
import { delay } from '../load/waiting.js';

const REQUEST_MS = 60_000;
const READY_MS = 120_000;
const LOOK_MS = 500;

/** Somebody who sends one picture after the other, as the web app does. */
export class Uploader {
  ready = 0;
  rejected = 0;
  private isStopped = false;

  constructor(
    private readonly url: string,
    private readonly token: string,
    private readonly photo: Uint8Array,
  ) {}

  /** Goes on until `stop`; what is under way is finished. */
  async run(): Promise<void> {
    while (!this.isStopped) await this.sendOne();
  }

  stop(): void {
    this.isStopped = true;
  }

  private async sendOne(): Promise<void> {
    const order = { fileName: 'photo.jpg', contentType: 'image/jpeg', bytes: this.photo.length };
    const { id, upload } = z.parse(createdUploadSchema, await this.ask('POST', '/api/uploads', order));
    const form = new FormData();
    for (const [name, value] of Object.entries(upload.fields)) form.append(name, value);
    form.append('file', new Blob([new Uint8Array(this.photo)], { type: 'image/jpeg' }), 'photo.jpg');
    const sent = await fetch(new URL(upload.url, this.url), {
      method: 'POST',
      body: form,
      signal: AbortSignal.timeout(REQUEST_MS),
    });
    if (!sent.ok) throw new Error(`A picture was not taken: ${sent.status} ${await sent.text()}`);
    const limit = performance.now() + READY_MS;
    for (;;) {
      const { status } = z.parse(attachmentSchema, await this.ask('GET', `/api/uploads/${id}`));
      if (status === 'ready') this.ready += 1;
      if (status === 'rejected') this.rejected += 1;
      if (status !== 'pending') return;
      if (performance.now() > limit) throw new Error('A picture was not looked at in time.');
      await delay(LOOK_MS);
    }
  }

  private async ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        Authorization: `Bearer ${this.token}`,
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(REQUEST_MS),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
    return response.json();
  }
}
