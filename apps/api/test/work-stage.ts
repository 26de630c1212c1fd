import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { JobResult, Message, Tag } from '@tertulia/contract';
import { SIGNATURE_HEADER } from '@tertulia/contract';
import { type HttpAnswer, type HttpClient, request, type TestDatabase, waitFor } from '@tertulia/testing';
import { sign } from '@tertulia/worker/signature';

/** A secret that the tests share with the server. */
export const SECRET = 'a secret of thirty-two characters';
/** The program of a worker that does what texts wish. */
export const STAND_IN = fileURLToPath(new URL('stand-in-worker.mjs', import.meta.url));

export interface JobRow {
  id: string;
  topic: string;
  body: { messageId: string; textVersion: number; text: string };
  receives: number;
  dead_at: Date | null;
  error: string | null;
}

export const jobsOf = (database: TestDatabase) =>
  database.query<JobRow & Record<string, unknown>>('SELECT * FROM job ORDER BY id');

/** How many answers about texts were stored, and how many of their messages carry them. */
export async function countAnswers(database: TestDatabase, roomId: string): Promise<number> {
  const [row] = await database.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM message_analysis a JOIN message m ON m.id = a.message_id WHERE m.room_id = $1',
    [roomId],
  );
  return row?.count ?? 0;
}

export async function send(author: HttpClient, roomId: string, text: string): Promise<Message> {
  const answer = await author.post<Message>(`/api/rooms/${roomId}/messages`, { text, clientMessageId: randomUUID() });
  if (answer.status !== 201) throw new Error(`The message was refused with ${answer.status}.`);
  return answer.body;
}

export async function read(reader: HttpClient, message: Message): Promise<Message> {
  const { body } = await reader.get<{ items: Message[] }>(
    `/api/rooms/${message.roomId}/messages?around=${message.seq}&limit=3`,
  );
  const found = body.items.find(({ id }) => id === message.id);
  if (!found) throw new Error('The message is not there.');
  return found;
}

/** The tags of a message as soon as it has any. */
export function tagsOf(reader: HttpClient, message: Message): Promise<Tag[]> {
  return waitFor('tags', async () => {
    const { tags } = await read(reader, message);
    return tags.length > 0 && tags;
  });
}

export const darn: Tag = { kind: 'prohibited', label: 'en', score: 1, source: 'stand-in' };
export const lovely: Tag = { kind: 'sentiment', label: 'positive', score: 0.9, source: 'stand-in' };

export function buildResult(
  message: Message,
  overrides: Partial<Extract<JobResult, { kind: 'tags' }>> = {},
): JobResult {
  return {
    kind: 'tags',
    topic: 'message.words',
    analyser: 'stand-in',
    analyserVersion: '1',
    messageId: message.id,
    roomId: message.roomId,
    textVersion: message.version,
    tags: [darn],
    ...overrides,
  };
}

/** Answers as a worker does, or as somebody who would like to be one. */
export function answer(
  url: string,
  result: unknown,
  { secret = SECRET, at = new Date(), signature }: { secret?: string; at?: Date; signature?: string } = {},
): Promise<HttpAnswer> {
  const body = typeof result === 'string' ? result : JSON.stringify(result);
  return request(url, 'POST', '/api/internal/results', body, {
    'content-type': 'application/json',
    [SIGNATURE_HEADER]: signature ?? sign(secret, body, at),
  });
}

/** The process of the embedded worker, if there is one right now. */
export async function workerPid(serverPid: number): Promise<number | undefined> {
  const folder = `/proc/${serverPid}/task/${serverPid}`;
  const children = await readFile(`${folder}/children`, 'utf8').catch(() => '');
  return children.trim() === '' ? undefined : Number(children.trim().split(' ')[0]);
}

/** What a process was started with. */
export async function environmentOf(pid: number): Promise<string[]> {
  await readdir(`/proc/${pid}`);
  return (await readFile(`/proc/${pid}/environ`, 'utf8')).split('\0');
}
