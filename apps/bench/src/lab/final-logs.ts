import type { LogRecord } from '../checker/history.js';
import type { ChatClient } from '../clients/chat-client.js';
import type { HttpApi } from '../clients/http-api.js';
import { toFace, toLogged } from '../clients/recorder.js';
import type { RoomView } from '../clients/room-view.js';
import { isTrueWithin } from '../clients/waiting.js';

/** Reads a room's whole history over HTTP from one node, page by page. */
export async function readHttpLog(api: HttpApi, node: string, roomId: string): Promise<LogRecord> {
  const messages: LogRecord['messages'] = [];
  for (let after = 0; ;) {
    const page = await api.listMessages(roomId, `limit=100&after=${after}`);
    if (page.kind !== 'ok') throw new Error(`The history of ${roomId} cannot be read: ${JSON.stringify(page)}`);
    messages.push(...page.data.items.map((message) => toLogged(toFace(message))));
    const last = page.data.lastSeq;
    if (!page.data.hasAfter || last === null || last <= after) {
      return { source: 'http', reader: node, room: roomId, version: page.data.version, lastSeq: null, messages };
    }
    after = last;
  }
}

/** Reads the newest page, which the cache answers; the second time certainly. */
export async function readRecentLogs(api: HttpApi, node: string, roomId: string): Promise<LogRecord[]> {
  const logs: LogRecord[] = [];
  for (const turn of ['first', 'second']) {
    const page = await api.listMessages(roomId, 'limit=10');
    if (page.kind !== 'ok') throw new Error(`The newest page of ${roomId} cannot be read: ${JSON.stringify(page)}`);
    const messages = page.data.items.map((message) => toLogged(toFace(message)));
    logs.push({
      source: 'recent',
      reader: `${node} ${turn}`,
      room: roomId,
      version: page.data.version,
      lastSeq: null,
      messages,
    });
  }
  return logs;
}

/** The lists that a client ended with. */
export function readClientLogs(client: ChatClient, source: 'client' | 'fresh'): LogRecord[] {
  return client.views.map((view) => ({
    source,
    reader: client.name,
    room: view.roomId,
    version: view.position ?? 0,
    lastSeq: null,
    messages: view.toLog(),
  }));
}

/** Waits until every client knows every room up to the version of the log; false when one of them does not get there. */
export function areCaughtUpWithin(limitMs: number, clients: ChatClient[], truth: LogRecord[]): Promise<boolean> {
  const versions = new Map(truth.map((log) => [log.room, log.version]));
  const isBehind = (view: RoomView) =>
    (view.position ?? -1) < (versions.get(view.roomId) ?? 0) || view.isIncomplete || view.hasHole;
  return isTrueWithin(limitMs, () => !clients.some((client) => client.views.some(isBehind)));
}
