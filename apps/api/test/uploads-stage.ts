import 'reflect-metadata';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  type Attachment,
  attachmentSchema,
  type CreatedUpload,
  createdUploadSchema,
  type RejectionReason,
  type StoredPicture,
  type UploadForm,
} from '@tertulia/contract';
import type { ObjectStore } from '@tertulia/storage';
import { createDatabase, type FakeS3, type HttpClient, startFakeS3, type TestDatabase } from '@tertulia/testing';
import pino from 'pino';
import type { DataSource } from 'typeorm';
import { createApplication } from '../src/app.setup.js';
import { parseEnv } from '../src/config/env.js';
import { createDataSource } from '../src/database/data-source.js';
import { OBJECT_STORE } from '../src/uploads/object-store.module.js';
import { UploadSweep } from '../src/uploads/upload-sweep.js';
import { UploadsService } from '../src/uploads/uploads.service.js';

export type StoreKind = 'disk' | 's3';

/** The whole application in this process, on a real database, with the test as its worker. */
export class UploadsStage {
  url = '';
  readonly errors: string[] = [];
  private app: NestFastifyApplication | undefined;
  private dataSource: DataSource | undefined;

  private constructor(
    readonly kind: StoreKind,
    readonly database: TestDatabase,
    readonly folder: string,
    readonly fake: FakeS3 | null,
  ) {}

  static async open(kind: StoreKind, environment: Record<string, string> = {}): Promise<UploadsStage> {
    const fake = kind === 's3' ? await startFakeS3({ allowedOrigins: ['https://chat.example.com'] }) : null;
    if (fake) Object.assign(process.env, fake.environment);
    const folder = await mkdtemp(join(tmpdir(), 'tertulia-uploads-'));
    const stage = new UploadsStage(kind, await createDatabase(), folder, fake);
    try {
      await stage.start({ ...fake?.environment, ...environment });
      return stage;
    } catch (error) {
      await stage.close();
      throw error;
    }
  }

  get service(): UploadsService {
    return this.running.get(UploadsService);
  }

  get store(): ObjectStore {
    return this.running.get<ObjectStore>(OBJECT_STORE);
  }

  /** Until there is nothing left to remove. */
  async sweep(): Promise<void> {
    while (await this.running.get(UploadSweep).sweep());
  }

  async close(): Promise<void> {
    await this.app?.close();
    if (this.dataSource?.isInitialized) await this.dataSource.destroy();
    await this.fake?.stop();
    await this.database.drop();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** A form for some bytes. */
  async sign(client: HttpClient, bytes: number, change: object = {}): Promise<CreatedUpload> {
    const answer = await client.post('/api/uploads', {
      fileName: 'photo.png',
      contentType: 'image/png',
      bytes,
      ...change,
    });
    return createdUploadSchema.parse(answer.body);
  }

  /** Sends bytes with a form, as a browser does. */
  async post(form: UploadForm, bytes: Buffer, headers: Record<string, string> = {}): Promise<Response> {
    const body = new FormData();
    for (const [name, value] of Object.entries(form.fields)) body.append(name, value);
    body.append('file', new Blob([new Uint8Array(bytes)]), 'photo.png');
    return fetch(new URL(form.url, this.url), { method: 'POST', body, headers, signal: AbortSignal.timeout(15_000) });
  }

  /** Does what a worker does with a picture: writes what it made of it, without saying so yet. */
  async make(change: Partial<StoredPicture> = {}): Promise<StoredPicture> {
    const bytes = randomBytes(200);
    const name = (part: string) => `media/${createHash('sha256').update(bytes).update(part).digest('hex')}.webp`;
    const picture: StoredPicture = {
      key: name('whole'),
      thumbnailKey: name('small'),
      contentType: 'image/webp',
      bytes: bytes.length,
      width: 40,
      height: 30,
      isAnimated: false,
      placeholder: 'data:image/webp;base64,AAAA',
      ...change,
    };
    for (const key of [picture.key, picture.thumbnailKey])
      await this.store.write(key, bytes, { contentType: 'image/webp' });
    return picture;
  }

  /** A picture on its whole way until it is ready. */
  async upload(client: HttpClient, change: object = {}): Promise<Attachment> {
    const bytes = randomBytes(100);
    const { id, upload } = await this.sign(client, bytes.length, change);
    const { status } = await this.post(upload, bytes);
    if (status !== 204) throw new Error(`The form was answered with ${status}.`);
    await this.service.settle({ kind: 'picture', uploadId: id, picture: await this.make() });
    return this.get(client, id);
  }

  async get(client: HttpClient, id: string): Promise<Attachment> {
    return attachmentSchema.parse((await client.get(`/api/uploads/${id}`)).body);
  }

  reject(uploadId: string, reason: RejectionReason): Promise<void> {
    return this.service.settle({ kind: 'rejection', uploadId, reason });
  }

  /** Makes uploads look as if they had been begun 25 hours ago. */
  async age(ids: string[]): Promise<void> {
    await this.database.query(
      `UPDATE attachment SET created_at = created_at - interval '25 hours' WHERE id = ANY($1::uuid[])`,
      [ids],
    );
  }

  private get running(): NestFastifyApplication {
    if (!this.app) throw new Error('The application is not running.');
    return this.app;
  }

  private async start(environment: Record<string, string>): Promise<void> {
    const env = parseEnv({
      DATABASE_URL: this.database.url,
      DATA_DIR: this.folder,
      LIMITS: 'off',
      NODE_ENV: 'test',
      MAIL_DRIVER: 'off',
      JOBS_WORKER: 'off',
      ALLOWED_ORIGINS: 'https://chat.example.com',
      ...environment,
    });
    this.dataSource = await createDataSource(this.database.url, env.DATABASE_POOL).initialize();
    const log = pino({ level: 'error' }, { write: (line: string) => void this.errors.push(line) });
    const instance = { instanceId: `test-${randomUUID().slice(0, 4)}`, version: '0.0.0', startedAt: new Date() };
    this.app = await createApplication({ env, instance, log, dataSource: this.dataSource });
    await this.app.listen(0, '127.0.0.1');
    this.url = (await this.app.getUrl()).replace('localhost', '127.0.0.1');
  }
}
