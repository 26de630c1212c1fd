import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Message, type Room, type SearchPage, searchPageSchema } from '@tertulia/contract';
import {
  createDatabase,
  enter,
  type HttpClient,
  problemOf,
  startServer,
  type TestDatabase,
  type TestServer,
  waitFor,
} from '@tertulia/testing';
import pg from 'pg';
import { randomUUID } from 'node:crypto';

let database: TestDatabase;
let server: TestServer;
let ana: HttpClient;
let rui: HttpClient;
let general: Room;
let cafe: Room;

beforeAll(async () => {
  database = await createDatabase();
  server = await startServer({ DATABASE_URL: database.url, LIMITS: 'off' });
  ana = await enter(server.url, 'Ana María');
  rui = await enter(server.url, 'Rui');
  general = await newRoom(ana, 'Search hall');
  cafe = await newRoom(rui, 'Café');
});

afterAll(async () => {
  expect(server.errors()).toEqual([]);
  await server.stop();
  await database.drop();
});

async function newRoom(owner: HttpClient, name: string, visibility: 'public' | 'private' = 'public'): Promise<Room> {
  const answer = await owner.post<Room>('/api/rooms', { name, visibility });
  expect(answer.status).toBe(201);
  return answer.body;
}

async function send(client: HttpClient, room: Room, text: string): Promise<Message> {
  const answer = await client.post<Message>(`/api/rooms/${room.id}/messages`, { text, clientMessageId: randomUUID() });
  expect(answer.status).toBe(201);
  return answer.body;
}

const ask = (client: HttpClient, q: string, extra = '') =>
  client.get<SearchPage>(`/api/search?q=${encodeURIComponent(q)}${extra}`);

async function find(client: HttpClient, q: string, extra = ''): Promise<SearchPage> {
  const answer = await ask(client, q, extra);
  expect({ q, status: answer.status }).toEqual({ q, status: 200 });
  return searchPageSchema.parse(answer.body);
}

const textsOf = async (client: HttpClient, q: string) => (await find(client, q)).items.map((hit) => hit.message.text);

/** Waits until the index has every change of every room. */
const indexed = () =>
  waitFor('the index', async () => {
    const behind = await database.query(
      'SELECT 1 FROM room r LEFT JOIN search_progress p ON p.room_id = r.id WHERE r.version > coalesce(p.version, 0)',
    );
    return behind.length === 0;
  });

const said = {
  gato: 'El gato duerme en la ventana',
  gatos: 'Los gatos prefieren el tejado',
  gasto: 'Un gasto inesperado',
  cancion: 'Esa canción suena todo el verano',
  tertulia: 'La tertulia empieza a las 10:30 ☕',
  buenos: '¡Buenos días! ¿Cómo están?',
  dias: 'Hace días que no llueve, buenos amigos',
  corazon: 'Corazón partío',
  mensagem: 'Recebi uma mensagem da reunião',
  mensagens: 'Apaguei as mensagens antigas',
  accao: 'Uma acção de graças',
  acao: 'Filme de ação com animais',
  opiniao: 'Na minha opinião não',
  running: 'She was running along the river',
  run: 'A short run before breakfast',
  cities: 'Two cities and one railway',
  dont: "I don't like node.js & friends",
  password: 'The internationalization team',
  strasse: 'Die Straße ist gesperrt',
  ueber: 'Wir sprechen über Müllers Schlüssel',
  coeur: 'Le cœur a ses raisons',
  deja: 'Déjà vu à la plage',
  tokyo: '昨日東京に行きました。とても楽しかったです',
  meeting: '明日の会議は何時ですか',
  chinese: '我们明天开会讨论项目',
  party: 'fiesta 🎉🎉 para todos',
} as const;
type Said = keyof typeof said;

/** Each with everything that it must find; whatever is not named must not be found. */
const queries: [string, Said[]][] = [
  ['gato', ['gato', 'gatos']],
  ['gatos', ['gato', 'gatos']],
  ['GATO', ['gato', 'gatos']],
  ['"gato"', ['gato']],
  ['gasto', ['gasto']],
  ['cancion', ['cancion']],
  ['canción', ['cancion']],
  ['canciones', ['cancion']],
  ['tertul', ['tertulia']],
  ['rtuli', ['tertulia']],
  ['10:30', ['tertulia']],
  ['☕', ['tertulia']],
  ['buenos dias', ['buenos', 'dias']],
  ['"buenos días"', ['buenos']],
  ['"dias buenos"', []],
  ['corazon', ['corazon']],
  ['partío', ['corazon']],
  ['mensagem', ['mensagem', 'mensagens']],
  ['mensagens', ['mensagem', 'mensagens']],
  ['mensagens antigas', ['mensagens']],
  ['accao', ['accao', 'acao']],
  ['acao', ['accao', 'acao']],
  ['"acção"', ['accao']],
  ['opinioes', ['opiniao']],
  ['animal', ['acao']],
  ['run', ['run', 'running']],
  ['running', ['run', 'running']],
  ['city', ['cities']],
  ["don't", ['dont']],
  ['node.js', ['dont']],
  ['nationali', ['password']],
  ['strasse', ['strasse']],
  ['straße', ['strasse']],
  ['uber', ['ueber']],
  ['schlussel', ['ueber']],
  ['coeur', ['coeur']],
  ['deja vu', ['deja']],
  ['東京', ['tokyo']],
  ['楽しかった', ['tokyo']],
  ['会議', ['meeting']],
  ['明日', ['meeting']],
  ['大阪', []],
  ['开会', ['chinese']],
  ['明天', ['chinese']],
  ['🎉', ['party']],
  ['fiesta 🎉 todos', ['party']],
  ['de la the', []],
  ['la ventana gato', ['gato']],
  ['elephant', []],
  ['gato elephant', []],
];

describe('what is found', () => {
  beforeAll(async () => {
    for (const text of Object.values(said)) await send(ana, general, text);
  });

  const check = async (): Promise<void> => {
    for (const [q, names] of queries) {
      const texts = await textsOf(rui, q);
      expect({ q, texts: texts.sort() }).toEqual({ q, texts: names.map((name) => said[name]).sort() });
    }
  };

  it('is right for a message that was just sent', check);

  it('is the same once the messages are indexed', async () => {
    await indexed();
    await check();
  });

  it('comes newest first, as history presents it, with its room and what matched', async () => {
    const reacted = await send(ana, general, 'Zebra número uno');
    const reply = await rui.post<Message>(`/api/rooms/${general.id}/messages`, {
      text: 'Otra zebra 👋',
      clientMessageId: randomUUID(),
      replyToId: reacted.id,
    });
    await rui.put(`/api/rooms/${general.id}/messages/${reacted.id}/reactions/${encodeURIComponent('👍')}`);
    const { items, nextCursor } = await find(rui, 'zebras');
    expect(nextCursor).toBeNull();
    expect(items.map((hit) => hit.message.id)).toEqual([reply.body.id, reacted.id]);
    expect(items[0]?.room).toEqual({ id: general.id, slug: general.slug, name: general.name });
    expect(items.map((hit) => hit.highlights)).toEqual([[{ start: 5, length: 5 }], [{ start: 0, length: 5 }]]);
    for (const hit of items) {
      const one = await rui.get<Message>(`/api/rooms/${general.id}/messages/${hit.message.id}`);
      expect(hit.message).toEqual(one.body);
    }
    expect(items[1]?.message.reactions).toEqual([{ emoji: '👍', count: 1, me: true }]);
    expect((await find(ana, 'zebras')).items[1]?.message.reactions).toEqual([{ emoji: '👍', count: 1, me: false }]);
  });

  it('follows edits and deletions at once, indexed or not', async () => {
    for (const wait of [async () => undefined, indexed]) {
      const edited = await send(ana, general, 'Quokka before');
      const deleted = await send(ana, general, 'Quokka deleted');
      await wait();
      expect(await textsOf(rui, 'quokka')).toEqual(['Quokka deleted', 'Quokka before']);
      await ana.patch(`/api/rooms/${general.id}/messages/${edited.id}`, { text: 'Wombat after' });
      await ana.delete(`/api/rooms/${general.id}/messages/${deleted.id}`);
      for (const again of [async () => undefined, indexed]) {
        await again();
        expect(await textsOf(rui, 'quokka')).toEqual([]);
        expect(await textsOf(rui, 'wombat')).toEqual(['Wombat after']);
      }
      await ana.delete(`/api/rooms/${general.id}/messages/${edited.id}`);
    }
    await indexed();
    expect(
      await database.query(
        `SELECT 1 FROM message_search s JOIN message m ON m.id = s.message_id WHERE m.deleted_at IS NOT NULL`,
      ),
    ).toEqual([]);
  });
});

describe('filters', () => {
  let first: Message;
  let second: Message;
  beforeAll(async () => {
    first = await send(ana, cafe, 'Ocelot de Ana en el café');
    second = await send(rui, cafe, 'Ocelot do Rui no café');
    await send(rui, general, 'Ocelot in the hall');
  });

  it('narrow a search by author, room and time', async () => {
    const [anaText, ruiText, hall] = [first.text, second.text, 'Ocelot in the hall'];
    const later = new Date(Date.parse(second.createdAt) + 86_400_000).toISOString();
    const table: [string, string[]][] = [
      ['ocelot', [hall, ruiText, anaText]],
      [`ocelot from:${ana.user.handle}`, [anaText]],
      [`ocelot from:@${rui.user.handle.toUpperCase()}`, [hall, ruiText]],
      ['ocelot from:"ana maria"', [anaText]],
      ['ocelot from:"ANA MARÍA" from:rui', [hall, ruiText, anaText]],
      ['ocelot from:nobody', []],
      ['ocelot in:#cafe', [ruiText, anaText]],
      [`ocelot in:${cafe.id}`, [ruiText, anaText]],
      ['ocelot in:cafe from:rui', [ruiText]],
      ['in:cafe', [ruiText, anaText]],
      ['in:cafe from:rui', [ruiText]],
      ['in:nowhere', []],
      [`ocelot after:${second.createdAt}`, [hall, ruiText]],
      [`ocelot before:${second.createdAt}`, [anaText]],
      [`in:cafe after:${second.createdAt}`, [ruiText]],
      [`ocelot after:${later}`, []],
      ['ocelot before:2020-01-01', []],
      ['ocelot after:2020-01-01 in:cafe', [ruiText, anaText]],
      ['ocelot has:image', []],
      ['has:image', []],
      ['mentions:me', []],
    ];
    for (const wait of [async () => undefined, indexed]) {
      await wait();
      for (const [q, texts] of table) expect({ q, texts: await textsOf(rui, q) }).toEqual({ q, texts });
    }
  });

  it('find what mentions the person, and nobody else', async () => {
    const text = `Pangolin para @${ana.user.handle}`;
    await send(rui, cafe, text);
    await send(rui, cafe, 'Pangolin para nadie');
    for (const wait of [async () => undefined, indexed]) {
      await wait();
      expect(await textsOf(ana, 'mentions:me')).toEqual([text]);
      expect(await textsOf(ana, 'mentions:me pangolin')).toEqual([text]);
      expect(await textsOf(rui, 'mentions:me')).toEqual([]);
    }
  });

  it('must have dates that exist', async () => {
    for (const q of ['x before:soon', 'after:2026-02-30', 'before:']) {
      const problem = problemOf(await ask(ana, q));
      expect(problem).toMatchObject({ status: 400, code: 'invalid_payload', issues: [{ path: 'q' }] });
      expect(problem.issues?.[0]?.message).toMatch(/^(before|after):/);
      expect(JSON.stringify(problem)).not.toMatch(/soon|02-30/);
    }
  });
});

describe('what a person may not see', () => {
  it('is not found: private, left and closed rooms', async () => {
    const secret = await newRoom(ana, 'Secret', 'private');
    const closing = await newRoom(ana, 'Closing');
    await send(ana, secret, 'Axolotl secreto');
    await send(ana, closing, 'Axolotl cerrado');
    for (const wait of [async () => undefined, indexed]) {
      await wait();
      expect(await textsOf(ana, 'axolotl')).toEqual(['Axolotl cerrado', 'Axolotl secreto']);
      expect(await textsOf(rui, 'axolotl')).toEqual(['Axolotl cerrado']);
      const [closed, missing] = [
        await find(rui, `axolotl in:${secret.slug}`),
        await find(rui, 'axolotl in:no-such-room'),
      ];
      expect(closed).toEqual(missing);
      expect(await textsOf(rui, `in:${secret.id}`)).toEqual([]);
      expect(await textsOf(ana, `in:${secret.slug}`)).toEqual(['Axolotl secreto']);
      expect(await textsOf(rui, `from:${ana.user.handle} axolotl`)).toEqual(['Axolotl cerrado']);
    }
    await database.query('INSERT INTO room_member (room_id, user_id) VALUES ($1, $2)', [secret.id, rui.user.id]);
    expect(await textsOf(rui, 'axolotl')).toEqual(['Axolotl cerrado', 'Axolotl secreto']);
    await database.query('DELETE FROM room_member WHERE room_id = $1 AND user_id = $2', [secret.id, rui.user.id]);
    expect(await textsOf(rui, 'axolotl')).toEqual(['Axolotl cerrado']);
    expect((await ana.delete(`/api/rooms/${closing.id}`)).status).toBe(204);
    expect(await textsOf(rui, 'axolotl')).toEqual([]);
    expect(await textsOf(ana, 'axolotl')).toEqual(['Axolotl secreto']);
    expect(await textsOf(ana, `in:${closing.slug}`)).toEqual([]);
  });

  it('needs a session', async () => {
    expect((await fetch(`${server.url}/api/search?q=hola`)).status).toBe(401);
  });
});

describe('pages', () => {
  it('have no duplicates and no holes while messages arrive', async () => {
    const room = await newRoom(ana, 'Pages');
    const sent: string[] = [];
    for (let index = 0; index < 40; index += 1) sent.push((await send(ana, room, `Narwhal ${index}`)).id);
    await indexed();
    for (let index = 40; index < 50; index += 1) sent.push((await send(ana, room, `Narwhal ${index}`)).id);
    const seen: string[] = [];
    let cursor: string | null = '';
    for (let pages = 0; cursor !== null && pages < 30; pages += 1) {
      const page: SearchPage = await find(rui, 'narwhal', `&limit=7${cursor ? `&cursor=${cursor}` : ''}`);
      expect(page.items.length).toBeLessThanOrEqual(7);
      seen.push(...page.items.map((hit) => hit.message.id));
      cursor = page.nextCursor;
      await send(ana, room, `Narwhal later ${pages}`);
    }
    expect(seen).toEqual(sent.reverse());
  });

  it('refuse a cursor of somebody else making', async () => {
    for (const cursor of [
      'x',
      'AAAA',
      Buffer.from('1.x').toString('base64url'),
      Buffer.from(`99999999999999999.${randomUUID()}`).toString('base64url'),
    ]) {
      expect(problemOf(await ask(ana, 'x', `&cursor=${cursor}`))).toMatchObject({
        status: 400,
        code: 'invalid_payload',
      });
    }
    expect((await ask(ana, 'x', '&cursor=%27')).status).toBe(400);
    expect((await ask(ana, 'x', '&limit=51')).status).toBe(400);
    expect((await ask(ana, 'x', '&limit=0')).status).toBe(400);
  });
});

describe('input that means harm', () => {
  it('is text like any other', async () => {
    for (const q of [
      "& | ! : * ( ) ' \\",
      "'; DROP TABLE message; --",
      'a:* & !b | (c <-> d)',
      '%_%',
      '\\',
      '"',
      '"""',
      '{1,2}',
      '${x}',
      '../../etc/passwd',
      '🏳️‍🌈',
      '\u200b',
      'x'.repeat(300),
      'q '.repeat(150),
      '"'.repeat(300),
      '東'.repeat(300),
      'e\u0301'.repeat(150),
      `from:${'a'.repeat(290)}`,
      `in:${"'".repeat(200)}`,
      'from:a '.repeat(40),
      'in:a '.repeat(60),
      'abc def ghi jkl mno pqr stu vwx yz1 234 567 890 abd abe abf abg abh abi abj abk',
    ]) {
      expect({ q, items: (await find(ana, q)).items }).toEqual({ q, items: [] });
    }
    for (const q of ['', 'x'.repeat(301), 'a\u0000b']) expect((await ask(ana, q)).status).toBe(400);
    expect((await ana.get('/api/search')).status).toBe(400);
    expect((await ana.get('/api/search?q=%ED%A0%80')).status).toBe(200);
    expect((await ana.get('/api/search?q=a&q=b')).status).toBe(400);
    expect((await ana.get('/api/search?q=a&admin=1')).status).toBe(400);
  });
});

describe('limits', () => {
  it('end a search that takes too long, and let nobody search without pause', async () => {
    const own = await createDatabase();
    const limited = await startServer({ DATABASE_URL: own.url, LIMIT_SEARCHES_PER_MINUTE: '3' });
    const eva = await enter(limited.url, 'Eva');
    const holder = new pg.Client({ connectionString: own.url });
    await holder.connect();
    await holder.query('BEGIN; LOCK TABLE message_search');
    const slow = await ask(eva, 'a');
    expect(problemOf(slow)).toMatchObject({ status: 503, code: 'unavailable' });
    await holder.end();
    expect((await ask(eva, 'b')).status).toBe(200);
    expect((await ask(eva, 'c')).status).toBe(200);
    expect(problemOf(await ask(eva, 'd'))).toMatchObject({ status: 429, code: 'rate_limited' });
    expect(limited.errors()).toEqual([]);
    await limited.stop();
    await own.drop();
  });
});
