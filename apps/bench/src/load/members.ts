import { EngineClient } from './engine-client.js';
import { mapBounded } from './guests.js';

const CONCURRENCY = 64;
const JOIN_LIMIT_MS = 20_000;

/** A connection that is in a room. */
export interface Member {
  room: string;
  client: EngineClient | undefined;
}

interface Handlers<Participant> {
  onEventBytes: (participant: Participant, bytes: Buffer, start: number, end: number) => boolean;
  onAcknowledgementBytes: (participant: Participant, id: number, bytes: Buffer, body: number, end: number) => boolean;
  onClose: () => void;
}

/** Joins a room and checks that the answer is not an error. */
export async function joinRoom(client: EngineClient, room: string): Promise<void> {
  const answer = await client.request('room:join', { roomId: room }, JOIN_LIMIT_MS);
  if (typeof answer !== 'object' || answer === null || !('data' in answer)) {
    throw new Error(`room:join was answered with ${JSON.stringify(answer)}`);
  }
}

/** Connects `count` members and joins each to its room, at most 64 at a time. */
export async function joinMembers<Participant extends Member>(
  place: { url: string; tokens: readonly string[] },
  count: number,
  build: (index: number) => Participant & Handlers<Participant>,
  urlOf: (index: number) => string = () => place.url,
): Promise<Participant[]> {
  return mapBounded(count, CONCURRENCY, async (index) => {
    const participant = build(index);
    const client = await EngineClient.connect({
      url: urlOf(index),
      token: place.tokens[index],
      onEventBytes: (bytes, start, end) => participant.onEventBytes(participant, bytes, start, end),
      onAcknowledgementBytes: (id, bytes, body, end) =>
        participant.onAcknowledgementBytes(participant, id, bytes, body, end),
      onClose: () => participant.onClose(),
      connectTimeoutMs: JOIN_LIMIT_MS,
    });
    participant.client = client;
    await joinRoom(client, participant.room);
    return participant;
  });
}

/** Closes all connections with a reset, so that ten thousand of them leave no ports in TIME_WAIT behind. */
export function leaveAll(members: readonly Member[]): void {
  for (const member of members) member.client?.cut();
}
