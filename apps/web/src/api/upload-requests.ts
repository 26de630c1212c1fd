import {
  type Attachment,
  attachmentSchema,
  type CreatedUpload,
  createdUploadSchema,
  type CreateUpload,
} from '@tertulia/contract';
import type { HttpRequests } from './http-requests.js';

/** Uploads over HTTP; a file of its own, because it is fetched with the first picture. Every method throws a `RequestError`. */
export class UploadRequests {
  constructor(private readonly http: HttpRequests) {}

  /** Asks for a form to send the bytes with. */
  create(body: CreateUpload): Promise<CreatedUpload> {
    return this.http.ask(createdUploadSchema, { method: 'POST', path: '/api/uploads', body });
  }

  find(id: string): Promise<Attachment> {
    return this.http.ask(attachmentSchema, { method: 'GET', path: pathOf(id) });
  }

  describe(id: string, alt: string): Promise<Attachment> {
    return this.http.ask(attachmentSchema, { method: 'PATCH', path: pathOf(id), body: { alt } });
  }

  async remove(id: string): Promise<void> {
    await this.http.send({ method: 'DELETE', path: pathOf(id) });
  }
}

function pathOf(id: string): string {
  return `/api/uploads/${encodeURIComponent(id)}`;
}
