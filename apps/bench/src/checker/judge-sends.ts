import type { Anomaly } from './anomaly.js';
import type { ChangeRecord, History, LoggedMessage, LogRecord, SendRecord } from './history.js';

/** Holds every send and every change against the final log: nothing lost, nothing twice, nothing from nowhere. */
export function judgeSends(history: History): Anomaly[] {
  const truth = history.logs.filter((log) => log.source === 'sql');
  const rows = new RowIndex(truth);
  const sends = groupByKey(history.sends);
  return [
    ...[...sends.values()].flatMap((attempts) => judgeOneMessage(attempts, rows)),
    ...findPhantoms(truth, sends),
    ...history.changes.flatMap((change) => judgeChange(change, rows)),
    ...findEarlyAcknowledgements(history),
  ];
}

/** The rows of the final log by the two names that a message has. */
class RowIndex {
  private readonly bySend = new Map<string, { room: string; row: LoggedMessage }[]>();
  private readonly byId = new Map<string, LoggedMessage>();

  constructor(truth: LogRecord[]) {
    for (const log of truth) {
      for (const row of log.messages) {
        const key = sendKey(row.author, row.sendId);
        const found = this.bySend.get(key);
        if (found) found.push({ room: log.room, row });
        else this.bySend.set(key, [{ room: log.room, row }]);
        this.byId.set(row.id, row);
      }
    }
  }

  findSent(send: SendRecord): { room: string; row: LoggedMessage }[] {
    return this.bySend.get(sendKey(send.author, send.sendId)) ?? [];
  }

  findById(id: string): LoggedMessage | undefined {
    return this.byId.get(id);
  }
}

/** Judges all records of one `sendId`: a repeated send, and one that reused the name for another text, are records of their own. */
function judgeOneMessage(sends: SendRecord[], rows: RowIndex): Anomaly[] {
  const [first] = sends;
  if (!first) return [];
  const found: Anomaly[] = [];
  const stored = rows.findSent(first);
  const name = `${first.sendId} by ${first.author}`;
  const acknowledgedIds = new Set(
    sends.flatMap((send) => (send.outcome === 'ok' && send.messageId ? [send.messageId] : [])),
  );
  if (stored.length > 1 || acknowledgedIds.size > 1) {
    const ids = new Set([...stored.map(({ row }) => row.id), ...acknowledgedIds]);
    found.push({ name: 'stored-twice', room: first.room, detail: `${name} is ${[...ids].join(', ')}` });
  }
  for (const send of sends) {
    if (send.outcome === 'ok' && !stored.some(({ room, row }) => isSame(send, room, row))) {
      found.push({
        name: 'lost-ack',
        room: send.room,
        detail: `${name} was acknowledged as seq ${send.seq} and is not stored so`,
      });
    }
  }
  const mayBeStored = sends.filter((send) => send.outcome !== 'fail');
  for (const send of sends.filter((candidate) => candidate.outcome === 'fail')) {
    if (
      stored.some(({ room, row }) => isSame(send, room, row) && !mayBeStored.some((other) => isSame(other, room, row)))
    ) {
      found.push({ name: 'failed-but-stored', room: send.room, detail: `${name} was refused and is stored` });
    }
  }
  return found;
}

/** Whether a row is what this send asked for; an edited or deleted message no longer shows the text that was sent. */
function isSame(send: SendRecord, room: string, row: LoggedMessage): boolean {
  if (send.room !== room) return false;
  if (send.messageId !== undefined && send.messageId !== row.id) return false;
  if (send.seq !== undefined && send.seq !== row.seq) return false;
  return row.isEdited || row.isDeleted || row.text === send.text;
}

function findPhantoms(truth: LogRecord[], sends: Map<string, SendRecord[]>): Anomaly[] {
  return truth.flatMap((log) =>
    log.messages
      .filter((row) => !sends.has(sendKey(row.author, row.sendId)))
      .map(
        (row) => ({ name: 'phantom', room: log.room, detail: `seq ${row.seq} (${row.id}) was never sent` }) as const,
      ),
  );
}

function judgeChange(change: ChangeRecord, rows: RowIndex): Anomaly[] {
  if (change.outcome !== 'ok' || change.version === undefined) return [];
  const row = rows.findById(change.messageId);
  const problem = findLoss(change, change.version, row);
  return problem
    ? [{ name: 'lost-ack', room: change.room, detail: `${change.kind} of ${change.messageId}: ${problem}` }]
    : [];
}

function findLoss(change: ChangeRecord, version: number, row: LoggedMessage | undefined): string | null {
  if (!row) return 'the message is not stored';
  if (row.version < version) return `acknowledged as version ${version}, stored is ${row.version}`;
  if (change.kind === 'delete' && !row.isDeleted) return 'it is not deleted';
  if (change.kind === 'edit' && row.version === version && !row.isDeleted && row.text !== change.text)
    return 'it has another text';
  return null;
}

/** With no database process alive nothing can be stored, so nothing that began and ended then may be acknowledged. */
function findEarlyAcknowledgements(history: History): Anomaly[] {
  return [...history.sends, ...history.changes]
    .filter((operation) => operation.outcome === 'ok')
    .filter((operation) =>
      history.outages.some((outage) => operation.start >= outage.from && operation.end <= outage.to),
    )
    .map((operation) => ({
      name: 'early-ack',
      room: operation.room,
      detail: `acknowledged at ${operation.end} without a database`,
    }));
}

function groupByKey(sends: SendRecord[]): Map<string, SendRecord[]> {
  const groups = new Map<string, SendRecord[]>();
  for (const send of sends) {
    const key = sendKey(send.author, send.sendId);
    const group = groups.get(key);
    if (group) group.push(send);
    else groups.set(key, [send]);
  }
  return groups;
}

function sendKey(author: string, sendId: string): string {
  return `${author}/${sendId}`;
}
