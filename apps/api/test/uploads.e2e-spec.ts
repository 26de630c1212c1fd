import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Attachment,
  type Message,
  type MessagePage,
  messagePageSchema,
  messageSchema,
  type Room,
  searchPageSchema,
} from '@tertulia/contract';
import { connect, enter, HttpClient, problemOf, request, type SocketClient, waitFor } from '@tertulia/testing';
import { randomBytes, randomUUID } from 'node:crypto';
import { connect as connectTcp } from 'node:net';
import { type StoreKind, UploadsStage } from './uploads-stage.js';

const FRIEND = 'https://chat.example.com';

describe.each<StoreKind>(['disk', 's3'])('pictures, stored by %s', (kind) => {
  let stage: UploadsStage;
  let ana: HttpClient;
  let rui: HttpClient;
  let room: Room;

  beforeAll(async () => {
    stage = await UploadsStage.open(kind);
    ana = await enter(stage.url, 'Ana');
    rui = await enter(stage.url, 'Rui');
    room = (await ana.post<Room>('/api/rooms', { name: `Pictures ${kind}` })).body;
    await rui.post(`/api/rooms/${room.id}/messages`, { text: 'I am here.', clientMessageId: randomUUID() });
  });

  afterAll(async () => {
    expect(stage.errors).toEqual([]);
    await stage.close();
  });

  const send = (client: HttpClient, body: object, clientMessageId = randomUUID()) =>
    client.post<Message>(`/api/rooms/${room.id}/messages`, { clientMessageId, ...body });
  const ids = (attachments: Attachment[]) => attachments.map(({ id }) => id);
  const keysOf = (attachment: Attachment) =>
    [attachment.url, attachment.thumbnailUrl].map((url) => /(media\/.+)$/.exec(url ?? '')?.[1] ?? '');
  const areStored = async (attachment: Attachment) =>
    (await Promise.all(keysOf(attachment).map((key) => stage.store.head(key)))).map((head) => head !== null);
  const uploads = (count: number) => Promise.all(Array.from({ length: count }, () => stage.upload(ana)));

  describe('an upload', () => {
    it('is pending until its picture was looked at, and its owner alone hears that it is ready', async () => {
      const [mine, other, theirs] = [await connect(ana), await connect(ana), await connect(rui)];
      const bytes = randomBytes(300);
      const { id, upload } = await stage.sign(ana, 300, { alt: '  A boat ' });
      const pending = { id, status: 'pending', url: null, contentType: 'image/png', bytes: 300, alt: 'A boat' };
      expect(await stage.get(ana, id)).toMatchObject(pending);
      expect((await stage.post(upload, bytes)).status).toBe(204);
      expect(await stage.store.read(`pending/${id}`, 300)).toEqual(bytes);
      expect(await stage.get(ana, id)).toMatchObject(pending);
      const picture = await stage.make();
      await stage.service.settle({ kind: 'picture', uploadId: id, picture });
      const base = kind === 's3' ? 'https://media.example.com' : '';
      const ready = {
        ...{ id, status: 'ready', url: `${base}/${picture.key}`, thumbnailUrl: `${base}/${picture.thumbnailKey}` },
        ...{ width: 40, height: 30, contentType: 'image/webp', bytes: 200, alt: 'A boat' },
        placeholder: picture.placeholder,
      };
      expect(await stage.get(ana, id)).toEqual(ready);
      for (const socket of [mine, other]) {
        await waitFor('the news', () => socket.all('upload:updated').length > 0);
        expect(socket.all('upload:updated')).toEqual([{ attachment: ready }]);
      }
      expect(theirs.all('upload:updated')).toEqual([]);
      expect(await stage.store.head(`pending/${id}`)).toBeNull();
      for (const socket of [mine, other, theirs]) socket.close();
    });

    it('is rejected with a reason, once, and never becomes something else', async () => {
      const socket = await connect(ana);
      const { id } = await stage.sign(ana, 10);
      await stage.reject(id, 'not_a_picture');
      await stage.reject(id, 'damaged');
      const picture = await stage.make();
      await stage.service.settle({ kind: 'picture', uploadId: id, picture });
      expect(await stage.get(ana, id)).toMatchObject({ status: 'rejected', reason: 'not_a_picture', url: null });
      await stage.sweep();
      for (const key of [picture.key, picture.thumbnailKey]) expect(await stage.store.head(key)).toBeNull();
      expect(socket.all('upload:updated')).toHaveLength(1);
      socket.close();
    });

    it('takes the same answer twice and keeps what it said', async () => {
      const { id } = await stage.sign(ana, 10);
      const picture = await stage.make();
      for (let turn = 0; turn < 2; turn += 1) await stage.service.settle({ kind: 'picture', uploadId: id, picture });
      await stage.sweep();
      const attachment = await stage.get(ana, id);
      expect(await areStored(attachment)).toEqual([true, true]);
    });

    it('is not ready while its picture is not in the store', async () => {
      const { id } = await stage.sign(ana, 10);
      const picture = await stage.make();
      await stage.store.delete([picture.thumbnailKey]);
      await expect(stage.service.settle({ kind: 'picture', uploadId: id, picture })).rejects.toMatchObject({
        code: 'unavailable',
      });
      expect(await stage.get(ana, id)).toMatchObject({ status: 'pending' });
    });

    it('is announced as a picture of a size that may be', async () => {
      const refusal = async (change: object) => {
        const body = { fileName: 'a.png', contentType: 'image/png', bytes: 10, ...change };
        const { status, code, issues } = problemOf(await ana.post('/api/uploads', body));
        return [status, code, issues?.[0]?.path];
      };
      expect(await refusal({ contentType: 'image/svg+xml' })).toEqual([415, 'unsupported_media', 'contentType']);
      expect(await refusal({ contentType: 'text/html' })).toEqual([415, 'unsupported_media', 'contentType']);
      expect(await refusal({ bytes: 0 })).toEqual([400, 'invalid_payload', 'bytes']);
      expect(await refusal({ bytes: 10 * 1024 * 1024 + 1 })).toEqual([413, 'too_large', 'bytes']);
      expect(await refusal({ fileName: '' })).toEqual([400, 'invalid_payload', 'fileName']);
      expect(await refusal({ alt: 'x'.repeat(1_001) })).toEqual([400, 'invalid_payload', 'alt']);
      expect(await refusal({ key: 'media/x' })).toEqual([400, 'invalid_payload', '']);
    });

    it('N15: belongs to its owner: nobody else reads, describes, takes back or sends it', async () => {
      const { id } = await stage.upload(ana);
      for (const answer of [
        await rui.get(`/api/uploads/${id}`),
        await rui.patch(`/api/uploads/${id}`, { alt: 'Mine' }),
        await rui.delete(`/api/uploads/${id}`),
        await send(rui, { attachmentIds: [id] }),
        await ana.get(`/api/uploads/${randomUUID()}`),
      ])
        expect(problemOf(answer).code).toBe('not_found');
      expect((await request(stage.url, 'GET', `/api/uploads/${id}`)).status).toBe(401);
      expect(await stage.get(ana, id)).toMatchObject({ status: 'ready', alt: null });
    });

    it('is described and taken back until a message has it', async () => {
      const { id } = await stage.upload(ana);
      const described = await ana.patch<Attachment>(`/api/uploads/${id}`, { alt: 'Two boats' });
      expect(described).toMatchObject({ status: 200, body: { alt: 'Two boats', status: 'ready' } });
      expect((await ana.patch<Attachment>(`/api/uploads/${id}`, { alt: ' ' })).body.alt).toBeNull();
      const gone = await stage.upload(ana);
      expect((await ana.delete(`/api/uploads/${gone.id}`)).status).toBe(204);
      for (const answer of [
        await ana.get(`/api/uploads/${gone.id}`),
        await ana.delete(`/api/uploads/${gone.id}`),
        await send(ana, { attachmentIds: [gone.id] }),
      ])
        expect(answer.status).toBe(404);
      await stage.sweep();
      expect(await areStored(gone)).toEqual([false, false]);
      await send(ana, { attachmentIds: [id] });
      expect((await ana.patch(`/api/uploads/${id}`, { alt: 'Late' })).status).toBe(409);
      expect((await ana.delete(`/api/uploads/${id}`)).status).toBe(409);
    });

    it('N27: a form is for one name, type and size, and for one time', async () => {
      const [mine, other] = [await stage.sign(ana, 100), await stage.sign(ana, 100)];
      const bytes = randomBytes(100);
      const form = (fields: Record<string, string>, url = mine.upload.url) => ({
        ...mine.upload,
        url,
        fields: { ...mine.upload.fields, ...fields },
      });
      const status = async (changed: typeof mine.upload, sent = bytes) => (await stage.post(changed, sent)).status;
      const tooMany = kind === 's3' ? 400 : 403;
      expect(await status(form({ key: `pending/${other.id}` }))).toBe(403);
      expect(await status(form({ key: `media/${'a'.repeat(64)}.png` }))).toBe(403);
      expect(await status(form({ 'Content-Type': 'text/html' }))).toBe(403);
      expect(await status(mine.upload, randomBytes(101))).toBe(tooMany);
      expect(await status(mine.upload, randomBytes(99))).toBe(tooMany);
      expect(await status(mine.upload, randomBytes(500_000))).toBe(tooMany);
      expect(await stage.store.head(`pending/${mine.id}`)).toBeNull();
      expect(await status(mine.upload)).toBe(204);
      // S3 takes it again; nobody looks at it again.
      expect(await status(mine.upload, randomBytes(100))).toBe(kind === 's3' ? 204 : 403);
      if (kind === 'disk') expect(await stage.store.read(`pending/${mine.id}`, 100)).toEqual(bytes);
      await stage.service.settle({ kind: 'picture', uploadId: mine.id, picture: await stage.make() });
      const settled = await stage.get(ana, mine.id);
      expect([204, 403]).toContain(await status(mine.upload, randomBytes(100)));
      await stage.service.settle({ kind: 'picture', uploadId: mine.id, picture: await stage.make() });
      expect(await stage.get(ana, mine.id)).toEqual(settled);
      expect(await stage.store.head(`pending/${mine.id}`)).toBeNull();
    });

    it('may be sent to from pages of the own and of allowed origins alone', async () => {
      const { upload } = await stage.sign(ana, 10);
      const url = new URL(upload.url, stage.url);
      const preflight = async (origin: string) => {
        const headers = { origin, 'access-control-request-method': 'POST' };
        const answer = await fetch(url, { method: 'OPTIONS', headers });
        return answer.headers.get('access-control-allow-origin');
      };
      expect([await preflight(FRIEND), await preflight('https://evil.test')]).toEqual([FRIEND, null]);
      const answer = await stage.post(upload, randomBytes(10), { origin: FRIEND });
      expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([204, FRIEND]);
    });
  });

  describe('a message with pictures', () => {
    it('has them in the order given, in its answer, for everybody in the room and in history', async () => {
      const [one, two, three] = await uploads(3);
      const socket = await connect(rui);
      await socket.do('room:join', { roomId: room.id });
      const wanted = [three, one, two] as Attachment[];
      const answer = await send(ana, { text: 'Look', attachmentIds: ids(wanted) });
      expect(answer.status).toBe(201);
      expect(messageSchema.parse(answer.body).attachments).toEqual(wanted);
      await waitFor('the message', () => socket.all('message:created').length > 0);
      expect(socket.all('message:created')[0]?.message.attachments).toEqual(wanted);
      for (let turn = 0; turn < 2; turn += 1) {
        for (const query of ['?limit=5', '']) {
          const page = messagePageSchema.parse((await rui.get(`/api/rooms/${room.id}/messages${query}`)).body);
          expect(page.items.at(-1)?.attachments).toEqual(wanted);
        }
      }
      socket.close();
    });

    it('needs no text, over the socket too', async () => {
      const picture = await stage.upload(ana, { alt: 'A cat' });
      const socket = await connect(ana);
      const { message } = await socket.do('message:send', {
        roomId: room.id,
        clientMessageId: randomUUID(),
        attachmentIds: [picture.id],
      });
      expect(message).toMatchObject({ text: '', attachments: [{ id: picture.id, alt: 'A cat', status: 'ready' }] });
      expect(problemOf(await send(ana, { text: '' })).code).toBe('invalid_payload');
      socket.close();
    });

    it('has ten at most, and none twice', async () => {
      const ten = ids(await uploads(10));
      expect(problemOf(await send(ana, { attachmentIds: [...ten, randomUUID()] })).code).toBe('invalid_payload');
      expect(problemOf(await send(ana, { attachmentIds: [ten[0], ten[0]] }))).toMatchObject({
        code: 'invalid_payload',
        issues: [{ path: 'attachmentIds', message: 'repeated' }],
      });
      expect((await send(ana, { attachmentIds: ten })).body.attachments).toHaveLength(10);
    });

    it('takes only pictures that are ready, and says which is the matter', async () => {
      const { id } = await stage.sign(ana, 10);
      const refused = { code: 'conflict', issues: [{ path: 'attachmentIds', message: 'not ready' }] };
      expect(problemOf(await send(ana, { text: 'x', attachmentIds: [id] }))).toMatchObject(refused);
      await stage.reject(id, 'damaged');
      expect(problemOf(await send(ana, { text: 'x', attachmentIds: [id] }))).toMatchObject(refused);
      expect(problemOf(await send(ana, { text: 'x', attachmentIds: [randomUUID()] }))).toMatchObject({
        code: 'not_found',
        issues: [{ path: 'attachmentIds', message: 'not found' }],
      });
    });

    it('is stored once however often it is sent, and not with other pictures', async () => {
      const [one, two] = await uploads(2);
      const clientMessageId = randomUUID();
      const body = { text: 'Once', attachmentIds: [one?.id] };
      const first = await send(ana, body, clientMessageId);
      const again = await send(ana, body, clientMessageId);
      expect([first.status, again.status, again.headers.get('x-idempotent-replay')]).toEqual([201, 200, 'true']);
      expect(again.body).toEqual(first.body);
      for (const other of [{ text: 'Once', attachmentIds: [two?.id] }, { text: 'Once' }])
        expect((await send(ana, other, clientMessageId)).status).toBe(409);
      expect(await stage.get(ana, two?.id ?? '')).toMatchObject({ status: 'ready' });
      await ana.delete(`/api/rooms/${room.id}/messages/${first.body.id}`);
      await stage.age([one?.id ?? '']);
      await stage.sweep();
      expect(await send(ana, body, clientMessageId)).toMatchObject({ status: 200, body: { attachments: [] } });
    });

    it('shares no picture: of many that want one, one gets it', async () => {
      const picture = await stage.upload(ana);
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_none, index) => send(ana, { text: `${index}`, attachmentIds: [picture.id] })),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 7 }, () => 409)]);
      const messages = await stage.database.query(`SELECT 1 FROM message WHERE attachments @> $1`, [
        JSON.stringify([{ id: picture.id }]),
      ]);
      expect(messages).toHaveLength(1);
    });

    it('keeps them through edits and loses them when it is deleted', async () => {
      const picture = await stage.upload(ana);
      const { body } = await send(ana, { text: 'Before', attachmentIds: [picture.id] });
      const path = `/api/rooms/${room.id}/messages/${body.id}`;
      expect((await ana.patch<Message>(path, { text: 'After' })).body.attachments).toEqual([picture]);
      expect((await ana.patch(path, { text: '' })).status).toBe(400);
      expect((await ana.delete<Message>(path)).body.attachments).toEqual([]);
      await stage.age([picture.id]);
      await stage.sweep();
      expect(await areStored(picture)).toEqual([false, false]);
    });

    it('is told of in words: what its picture shows, or a sign for it', async () => {
      const [shown, bare] = [await stage.upload(ana, { alt: 'A lighthouse' }), await stage.upload(ana)];
      for (const [picture, excerpt] of [
        [shown, '🖼️ A lighthouse'],
        [bare, '🖼️'],
      ] as const) {
        const message = (await send(ana, { attachmentIds: [picture.id] })).body;
        const reply = (await send(rui, { text: 'Where?', replyToId: message.id })).body;
        expect(reply.replyTo?.excerpt).toBe(excerpt);
        const page = (await rui.get<MessagePage>(`/api/rooms/${room.id}/messages`)).body;
        expect(page.items.at(-1)?.replyTo?.excerpt).toBe(excerpt);
        const answer = await send(ana, { attachmentIds: [(await stage.upload(ana)).id], replyToId: reply.id });
        const { body } = await rui.get<{ items: { message: { id: string; excerpt: string } }[] }>('/api/notifications');
        expect(body.items.find((item) => item.message.id === answer.body.id)?.message.excerpt).toBe('🖼️');
      }
    });

    it('is found by has:image, before and after it is in the index, and no other is', async () => {
      const hall = (await ana.post<Room>('/api/rooms', { name: `Gallery ${kind}` })).body;
      const post = (body: object) =>
        ana.post<Message>(`/api/rooms/${hall.id}/messages`, { clientMessageId: randomUUID(), ...body });
      const [one, two] = await uploads(2);
      const bare = (await post({ attachmentIds: [one?.id] })).body.id;
      const named = (await post({ text: 'An okapi', attachmentIds: [two?.id] })).body.id;
      await post({ text: 'An okapi without' });
      const find = async (q: string) => {
        const answer = await ana.get(`/api/search?q=${encodeURIComponent(`${q} in:${hall.slug}`)}`);
        return searchPageSchema.parse(answer.body).items.map(({ message }) => message.id);
      };
      const check = async () => {
        expect([await find('has:image'), await find('okapi has:image')]).toEqual([[named, bare], [named]]);
      };
      await check();
      await waitFor('the index', async () => {
        const behind = `SELECT 1 FROM room r LEFT JOIN search_progress p ON p.room_id = r.id WHERE r.version > coalesce(p.version, 0)`;
        return (await stage.database.query(behind)).length === 0;
      });
      await check();
    });
  });

  describe('the sweep', () => {
    it('removes what nobody sent in a day, and nothing else', async () => {
      const [old, young, sent] = await uploads(3);
      const unused = await stage.sign(ana, 10);
      const half = await stage.sign(ana, 10);
      await stage.post(half.upload, randomBytes(10));
      await send(ana, { attachmentIds: [sent?.id] });
      await stage.age([old?.id ?? '', sent?.id ?? '', unused.id, half.id]);
      await stage.sweep();
      for (const id of [old?.id, unused.id, half.id]) expect((await ana.get(`/api/uploads/${id}`)).status).toBe(404);
      for (const one of [young, sent]) expect(await stage.get(ana, one?.id ?? '')).toMatchObject({ status: 'ready' });
      expect(await areStored(old as Attachment)).toEqual([false, false]);
      expect(await areStored(young as Attachment)).toEqual([true, true]);
      expect(await areStored(sent as Attachment)).toEqual([true, true]);
      expect(await stage.store.head(`pending/${half.id}`)).toBeNull();
      expect(await stage.database.query('SELECT 1 FROM loose_object')).toEqual([]);
    });

    it('leaves what two share until the last of them goes', async () => {
      const picture = await stage.make();
      const [one, two] = [await stage.sign(ana, 10), await stage.sign(rui, 10)];
      for (const { id } of [one, two]) await stage.service.settle({ kind: 'picture', uploadId: id, picture });
      const mine = await stage.get(ana, one.id);
      await stage.age([one.id]);
      await stage.sweep();
      expect(await areStored(mine)).toEqual([true, true]);
      await stage.age([two.id]);
      await stage.sweep();
      expect(await areStored(mine)).toEqual([false, false]);
    });

    it('lets go of what an answer about a swept upload brought', async () => {
      const { id } = await stage.sign(ana, 10);
      await stage.age([id]);
      await stage.sweep();
      const picture = await stage.make();
      await stage.service.settle({ kind: 'picture', uploadId: id, picture });
      await stage.sweep();
      expect([await stage.store.head(picture.key), await stage.store.head(picture.thumbnailKey)]).toEqual([null, null]);
    });

    it('never takes a picture that is being sent: it is in the message and there, or refused', async () => {
      for (let turn = 0; turn < 5; turn += 1) {
        const picture = await stage.upload(ana);
        await stage.age([picture.id]);
        const [answer] = await Promise.all([send(ana, { attachmentIds: [picture.id] }), stage.sweep()]);
        const isSent = answer.status === 201;
        expect([201, 404, 409]).toContain(answer.status);
        await stage.sweep();
        expect(await areStored(picture)).toEqual([isSent, isSent]);
      }
    });
  });
});

describe('the disk store behind the API', () => {
  let stage: UploadsStage;
  let ana: HttpClient;

  beforeAll(async () => {
    stage = await UploadsStage.open('disk', { LIMIT_UPLOAD_BYTES: '2000000' });
    ana = await enter(stage.url, 'Ana');
  });

  afterAll(async () => {
    expect(stage.errors).toEqual([]);
    await stage.close();
  });

  const raw = (id: string, body: Buffer, headers: Record<string, string>) =>
    fetch(`${stage.url}/api/uploads/${id}/content`, { method: 'POST', body: new Uint8Array(body), headers });

  it('queues one job for each upload, with the event of S3', async () => {
    const { id, upload } = await stage.sign(ana, 10);
    await Promise.all([randomBytes(10), randomBytes(10), randomBytes(10)].map((bytes) => stage.post(upload, bytes)));
    const jobs = await stage.database.query<{ body: unknown }>(
      `SELECT body FROM job WHERE topic = 'upload.picture' AND body::text LIKE '%' || $1 || '%'`,
      [id],
    );
    expect(jobs).toMatchObject([
      {
        body: {
          Records: [
            {
              eventSource: 'aws:s3',
              eventName: 'ObjectCreated:Post',
              s3: { bucket: { name: 'disk' }, object: { key: `pending/${id}`, size: 10 } },
            },
          ],
        },
      },
    ]);
    expect(await stage.database.query('SELECT state FROM attachment WHERE id = $1', [id])).toEqual([
      { state: 'received' },
    ]);
  });

  it('refuses what is no form, and forms that are odd', async () => {
    const { id, upload } = await stage.sign(ana, 4);
    const part = (name: string, value: string, file = '') =>
      `--x\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n${value}\r\n`;
    const fields = Object.entries(upload.fields).map(([name, value]) => part(name, value));
    const file = part('file', 'abcd', '; filename="a.png"');
    const form = { 'content-type': 'multipart/form-data; boundary=x' };
    const send = async (body: string, headers: Record<string, string> = form) =>
      (await raw(id, Buffer.from(body), headers)).status;
    expect(await send('{}', { 'content-type': 'application/json' })).toBe(415);
    expect(await send('abcd', { 'content-type': 'image/png' })).toBe(415);
    expect(await send([...fields, file].join(''))).toBe(400);
    expect(await send([...fields, '--x--\r\n'].join(''))).toBe(403);
    expect(await send([file, ...fields, '--x--\r\n'].join(''))).toBe(403);
    expect(await send([...fields, part('other', 'abcd', '; filename="a.png"'), '--x--\r\n'].join(''))).toBe(403);
    expect(await send([...fields, ...fields, file, '--x--\r\n'].join(''))).toBe(403);
    expect(await send([...fields, part('acl', 'public-read'), file, '--x--\r\n'].join(''))).toBe(403);
    expect(await send([part('x', 'y'.repeat(20_000)), ...fields, file, '--x--\r\n'].join(''))).toBe(403);
    const many = Array.from({ length: 30 }, (_none, index) => part(`x-ignore-${index}`, 'y'));
    expect(await send([...many, ...fields, file, '--x--\r\n'].join(''))).toBe(403);
    expect((await raw('none', Buffer.from([...fields, file].join('')), form)).status).toBe(400);
    expect((await raw(randomUUID(), Buffer.from([...fields, file, '--x--\r\n'].join('')), form)).status).toBe(403);
    expect(await send([...fields, file, part('late', 'y'), '--x--\r\n'].join(''))).toBe(204);
  });

  it('refuses a form after its minute', async () => {
    const { id, upload } = await stage.sign(ana, 4);
    const late = await UploadsStage.open('disk');
    // Of another folder, hence of another secret.
    const stranger = await late.sign(await enter(late.url), 4);
    await late.close();
    const { url } = upload;
    const fields = { ...stranger.upload.fields, key: `pending/${id}` };
    expect((await stage.post({ ...upload, url, fields }, randomBytes(4))).status).toBe(403);
    const old = await stage.store.signPost({
      key: `pending/${id}`,
      contentType: 'image/png',
      bytes: 4,
      expiresAt: new Date(Date.now() - 1_000),
    });
    expect((await stage.post({ ...upload, ...old }, randomBytes(4))).status).toBe(403);
  });

  it('keeps nothing of bytes that stop in the middle, and takes them anew', async () => {
    const { id, upload } = await stage.sign(ana, 1_000_000);
    const socket = connectTcp(Number(new URL(stage.url).port), '127.0.0.1');
    const fields = Object.entries(upload.fields).map(
      ([name, value]) => `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    );
    socket.write(
      `POST ${upload.url} HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 1002000\r\n\r\n` +
        `${fields.join('')}--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n${'y'.repeat(600_000)}`,
    );
    const incoming = async () => (await import('node:fs/promises')).readdir(`${stage.folder}/objects/incoming`);
    await waitFor('the first bytes', async () => (await incoming()).length > 0);
    socket.destroy();
    await waitFor('nothing left', async () => (await incoming()).length === 0);
    expect(await stage.store.head(`pending/${id}`)).toBeNull();
    expect((await stage.post(upload, randomBytes(1_000_000))).status).toBe(204);
  });

  it('serves pictures for ever, as what they are, and as nothing that runs', async () => {
    const { url } = await stage.upload(ana);
    const answer = await fetch(`${stage.url}${url}`);
    expect([answer.status, (await answer.arrayBuffer()).byteLength]).toEqual([200, 200]);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/webp',
      'content-length': '200',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'content-security-policy': `sandbox; default-src 'none'`,
      'cross-origin-resource-policy': 'cross-origin',
      'content-disposition': 'inline',
      'accept-ranges': 'bytes',
      'x-instance-id': expect.stringMatching(/^test-/),
    });
    const known = await fetch(`${stage.url}${url}`, { headers: { 'if-none-match': answer.headers.get('etag') ?? '' } });
    expect(known.status).toBe(304);
    const head = await fetch(`${stage.url}${url}`, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '200', '']);
  });

  it('N29: serves the type that is stored, whatever the address asks for', async () => {
    const { url } = await stage.upload(ana);
    for (const query of ['?response-content-type=text/html', '?response-content-disposition=attachment', '?type=x']) {
      const { status, headers } = await fetch(`${stage.url}${url}${query}`);
      expect([status, headers.get('content-type'), headers.get('content-disposition')]).toEqual([
        200,
        'image/webp',
        'inline',
      ]);
    }
  });

  it('gives parts of spoken messages', async () => {
    const key = `speech/${'c'.repeat(64)}.mp3`;
    await stage.store.write(key, Buffer.from('0123456789'), { contentType: 'audio/mpeg' });
    const part = async (range: string) => {
      const answer = await fetch(`${stage.url}/${key}`, { headers: { range } });
      return [answer.status, answer.headers.get('content-range'), await answer.text()];
    };
    expect(await part('bytes=2-4')).toEqual([206, 'bytes 2-4/10', '234']);
    expect(await part('bytes=7-')).toEqual([206, 'bytes 7-9/10', '789']);
    expect(await part('bytes=-3')).toEqual([206, 'bytes 7-9/10', '789']);
    expect(await part('bytes=8-100')).toEqual([206, 'bytes 8-9/10', '89']);
    expect(await part('bytes=10-')).toEqual([416, 'bytes */10', '']);
    expect(await part('bytes=0-1,3-4')).toEqual([200, null, '0123456789']);
    expect(await part('lines=1-2')).toEqual([200, null, '0123456789']);
  });

  it('N28: has no address for what is pending, for lists, and for anything else of its folder', async () => {
    const { id, upload } = await stage.sign(ana, 4);
    await stage.post(upload, randomBytes(4));
    for (const path of [
      `/pending/${id}`,
      `/media/${id}`,
      `/media/..%2fpending%2f${id}`,
      `/media/%2e%2e%2fpending%2f${id}`,
      '/media',
      '/media/',
      '/speech/',
      '/objects/secret',
      '/media/..%2f..%2fsecret',
      `/media/${'a'.repeat(64)}.svg`,
      `/media/${'a'.repeat(64)}.webp.type`,
      `/api/uploads/${id}/content`,
    ]) {
      const { status } = await fetch(`${stage.url}${path}`);
      expect({ path, isClosed: status === 404 || status === 403 }).toEqual({ path, isClosed: true });
    }
  });

  it('tells each socket its own limit', async () => {
    const socket: SocketClient = await connect(ana);
    expect(socket.all('session:ready')[0]?.limits.uploadBytes).toBe(2_000_000);
    socket.close();
    expect(
      problemOf(await ana.post('/api/uploads', { fileName: 'a', contentType: 'image/png', bytes: 2_000_001 })).code,
    ).toBe('too_large');
  });
});

describe('limits of uploads', () => {
  it('are a number in an hour and a size in a day, whatever became of them', async () => {
    const stage = await UploadsStage.open('disk', {
      LIMITS: 'on',
      LIMIT_UPLOADS_PER_HOUR: '6',
      LIMIT_UPLOAD_MEGABYTES_PER_DAY: '20',
    });
    const ana = await enter(stage.url);
    const ask = (megabytes: number) =>
      ana.post<{ id: string }>('/api/uploads', {
        fileName: 'a',
        contentType: 'image/png',
        bytes: Math.ceil(megabytes * 1024 * 1024),
      });
    const first = await ask(10);
    expect([first.status, (await ask(9)).status]).toEqual([201, 201]);
    expect(problemOf(await ask(2))).toMatchObject({ code: 'rate_limited', retryAfterMs: expect.any(Number) });
    await ana.delete(`/api/uploads/${first.body.id}`);
    expect((await ask(2)).status).toBe(429);
    expect((await ask(1)).status).toBe(201);
    const rui = await enter(stage.url);
    expect((await rui.post('/api/uploads', { fileName: 'a', contentType: 'image/png', bytes: 9 })).status).toBe(201);
    expect([(await ask(0.001)).status, (await ask(0.001)).status]).toContain(429);
    expect(stage.errors).toEqual([]);
    await stage.close();
  });
});

describe('F32: a store that is not well', () => {
  it.each(['error-500', 'hang', 'partial'] as const)('S3 %s: no picture is ready, nothing dangles', async (mode) => {
    const stage = await UploadsStage.open('s3');
    const ana = await enter(stage.url);
    const { id } = await stage.sign(ana, 10);
    const picture = await stage.make();
    if (stage.fake) stage.fake.mode = mode;
    const settle = () => stage.service.settle({ kind: 'picture', uploadId: id, picture });
    if (mode === 'partial') await settle();
    else {
      await expect(settle()).rejects.toMatchObject({ code: 'unavailable' });
      expect(await stage.get(ana, id)).toMatchObject({ status: 'pending', url: null });
    }
    const room = (await ana.post<Room>('/api/rooms', { name: 'Still here' })).body;
    const clientMessageId = randomUUID();
    expect((await ana.post(`/api/rooms/${room.id}/messages`, { text: 'Hi', clientMessageId })).status).toBe(201);
    await stage.age([id]);
    await stage.sweep().catch(() => undefined);
    if (stage.fake) stage.fake.mode = 'ok';
    await stage.sweep();
    await settle().catch(() => undefined);
    await stage.sweep();
    expect(stage.fake?.names()).toEqual([]);
    expect(stage.errors).toEqual([]);
    await stage.close();
  });

  it('disk: bytes are refused as unavailable, and the form stays good', async () => {
    const stage = await UploadsStage.open('disk');
    const { chmod, rename } = await import('node:fs/promises');
    const ana = await enter(stage.url);
    const { id, upload } = await stage.sign(ana, 10);
    await rename(`${stage.folder}/objects`, `${stage.folder}/away`);
    const refused = await stage.post(upload, randomBytes(10));
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    await rename(`${stage.folder}/away`, `${stage.folder}/objects`);
    await chmod(`${stage.folder}/objects`, 0o755);
    expect((await stage.post(upload, randomBytes(10))).status).toBe(204);
    expect(await stage.get(ana, id)).toMatchObject({ status: 'pending' });
    expect(stage.errors).toEqual([]);
    await stage.close();
  });
});

describe('a store that is set up wrongly', () => {
  it.each([
    [{ OBJECT_STORE: 's3' }, /S3_BUCKET/],
    [{ OBJECT_STORE: 's3', S3_BUCKET: 'pictures' }, /MEDIA_URL/],
    [{ DATA_DIR: '/dev/null/x' }, /DATA_DIR/],
  ])('%j keeps the server from starting, with a sentence that says why', async (environment, sentence) => {
    await expect(UploadsStage.open('disk', environment)).rejects.toThrow(sentence);
  });
});
