import { randomUUID } from 'node:crypto';
import { messageSchema } from '@tertulia/contract';
import * as z from 'zod/mini';
import { digestText } from '../clients/recorder.js';
import { EngineClient } from '../load/engine-client.js';
import { ProductHttp } from '../load/guests.js';
import { forgedFields, malformedPackets } from './bad-frames.js';
import type { Row, RowRun } from './row.js';

const ANSWER_MS = 10_000;
const COPIES = 5;

const sentSchema = z.object({ data: z.object({ message: messageSchema, replayed: z.boolean() }) });
const refusedSchema = z.object({ error: z.object({ code: z.string() }) });

/** A guest who speaks to the server in raw packets. */
interface Stranger {
  userId: string;
  token: string;
  client: EngineClient;
}

/** F33: packets that are doubled, out of order, replayed, forged and broken. */
export const badFrames: Row = {
  id: 'F33',
  title: 'packets doubled, replayed, forged and malformed',
  guarantees: 'G2',
  load: { writers: 6, followers: 2 },
  strike: async (run) => {
    const [room = ''] = run.stage.rooms;
    const stranger = await enter(run);
    run.onClose(async () => stranger.client.cut());
    await stranger.client.request('room:join', { roomId: room });
    await sendCopies(run, stranger, room);
    const refused = (await forge(run, stranger, room)) + (await trespass(run, stranger, room));
    run.atLeast('forged packets refused', refused, forgedFields.length + 3);
    run.note('forged packets refused', refused);
    const survived = await sendMalformed(run, stranger.token, room);
    run.atLeast('malformed packets sent', survived, malformedPackets.length);
    run.note('malformed packets survived', survived);
    await run.acknowledges(30);
  },
};

async function enter(run: RowRun): Promise<Stranger> {
  const url = run.lab.baseUrl;
  const http = new ProductHttp(url);
  const { token, user } = await http.enter();
  http.close();
  return { userId: user.id, token, client: await EngineClient.connect({ url, token }) };
}

function ask(client: EngineClient, event: string, payload: unknown): Promise<unknown> {
  return client.request(event, payload, ANSWER_MS);
}

/** The same packet several times at once, then again on another connection, in the opposite order of a second one. */
async function sendCopies(run: RowRun, stranger: Stranger, room: string): Promise<void> {
  const { token, client } = stranger;
  const other = await EngineClient.connect({ url: run.lab.baseUrl, token });
  const packets = ['first', 'second'].map((text) => ({ roomId: room, clientMessageId: randomUUID(), text }));
  const [first, second] = packets;
  const asked = [
    ...Array.from({ length: COPIES }, () => ({ packet: first, by: client })),
    ...[second, first].map((packet) => ({ packet, by: other })),
    { packet: second, by: client },
  ];
  const answers = await Promise.all(asked.map(({ packet, by }) => ask(by, 'message:send', packet)));
  other.cut();
  let stored = 0;
  for (const [index, raw] of answers.entries()) {
    const { message, replayed } = sentSchema.parse(raw).data;
    const packet = asked[index]?.packet;
    stored += replayed ? 0 : 1;
    if (packet) noteSend(run, stranger, packet, { outcome: 'ok', messageId: message.id, seq: message.seq });
  }
  run.atMost('dup', 'copies that were taken for new messages', stored, packets.length);
  run.note('copies answered as repetitions', answers.length - stored);
}

/** What a client must not say about a message; nothing of it may be stored. */
async function forge(run: RowRun, stranger: Stranger, room: string): Promise<number> {
  let refused = 0;
  for (const fields of forgedFields) {
    const packet = { roomId: room, clientMessageId: randomUUID(), text: 'forged', ...fields };
    const answer = refusedSchema.safeParse(await ask(stranger.client, 'message:send', packet));
    if (answer.success && answer.data.error.code === 'invalid_payload') refused += 1;
    else run.recorder.addMalformed(`${JSON.stringify(fields)} was not refused`);
    noteSend(run, stranger, { ...packet, text: 'forged' }, { outcome: 'fail' });
  }
  return refused;
}

/** Another's message, another's private room, a room that is not there. */
async function trespass(run: RowRun, stranger: Stranger, room: string): Promise<number> {
  const [owner] = run.stage.clients;
  const sent = await owner?.send(room, 'mine');
  const hidden = await owner?.createPrivateRoom(`hidden ${run.random.seed}`);
  const attempts: [string, object][] = [
    ['message:edit', { roomId: room, messageId: sent?.data?.id, text: 'yours' }],
    ['message:send', { roomId: hidden, clientMessageId: randomUUID(), text: 'in' }],
    ['room:join', { roomId: hidden }],
    ['message:send', { roomId: randomUUID(), clientMessageId: randomUUID(), text: 'in' }],
  ];
  let refused = 0;
  for (const [event, payload] of attempts) {
    const answer = refusedSchema.safeParse(await ask(stranger.client, event, payload));
    if (answer.success && ['forbidden', 'not_found', 'invalid_payload'].includes(answer.data.error.code)) refused += 1;
    else run.recorder.addMalformed(`${event} was not refused`);
  }
  return refused;
}

/** After each packet the same server must answer a proper client; the sender may be closed. */
async function sendMalformed(run: RowRun, token: string, room: string): Promise<number> {
  let survived = 0;
  const starts = run.lab.nodes.map(({ process }) => process.starts);
  for (const packet of malformedPackets) {
    const url = run.lab.baseUrl;
    const client = await EngineClient.connect({ url, token, onEvent: () => undefined });
    client.send(packet);
    const witness = await EngineClient.connect({ url, token });
    await ask(witness, 'room:join', { roomId: room });
    witness.cut();
    client.cut();
    survived += 1;
  }
  const isWhole = run.lab.nodes.every(({ process }, index) => process.isRunning && process.starts === starts[index]);
  if (!isWhole) run.recorder.unrecovered.push('a node did not outlive malformed packets');
  return survived;
}

function noteSend(
  run: RowRun,
  { userId }: Stranger,
  packet: { roomId: string; clientMessageId: string; text: string },
  outcome: { outcome: 'ok'; messageId: string; seq: number } | { outcome: 'fail' },
): void {
  const now = Date.now();
  const { roomId: room, clientMessageId: sendId, text } = packet;
  run.recorder.addSend({ sendId, room, author: userId, text: digestText(text), start: now, end: now, ...outcome });
}
