import type { Anomaly } from './anomaly.js';
import type { History, NoteStream, StoredNote } from './history.js';

/** Who was named is told once: one stored note per message and person, heard of once by each connection, listed at the end. */
export function judgeNotes(history: History): Anomaly[] {
  const stored = new Map(history.notes.map((note) => [note.id, note]));
  return [
    ...findRepeated(history.notes),
    ...findUnstored(history),
    ...history.noteStreams.flatMap((stream) => judgeStream(stream, stored)),
  ];
}

function findRepeated(notes: StoredNote[]): Anomaly[] {
  const seen = new Set<string>();
  return notes.flatMap(({ user, messageId }) => {
    const key = `${user} of ${messageId}`;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew ? [] : [{ name: 'note-twice', detail: `${key} is stored twice` } as const];
  });
}

/**
 * An edit may take a name away and a deletion takes all, so only messages as they were sent are held to it. One that is
 * stored twice is judged as that.
 */
function findUnstored({ mentions, notes, logs }: History): Anomaly[] {
  const rows = logs.filter((log) => log.source === 'sql').flatMap((log) => log.messages);
  const bySend = new Map<string, string | undefined>();
  for (const row of rows.filter(({ isEdited, isDeleted }) => !isEdited && !isDeleted)) {
    const key = `${row.author}/${row.sendId}`;
    bySend.set(key, bySend.has(key) ? undefined : row.id);
  }
  const told = new Set(notes.map(({ user, messageId }) => `${user} ${messageId}`));
  return mentions.flatMap(({ sendId, author, user }) => {
    const messageId = bySend.get(`${author}/${sendId}`);
    if (messageId === undefined || told.has(`${user} ${messageId}`)) return [];
    return [{ name: 'note-missing', detail: `${messageId} names ${user}, and no note is stored` } as const];
  });
}

function judgeStream(stream: NoteStream, stored: Map<string, StoredNote>): Anomaly[] {
  const { subscriber, user, told, listed, final } = stream;
  const found: Anomaly[] = [];
  const heard = new Set<string>();
  for (const { connection, id } of told) {
    const key = `${connection} ${id}`;
    if (heard.has(key)) found.push({ name: 'note-twice', detail: `${subscriber} heard twice of ${id}` });
    heard.add(key);
    if (stored.get(id)?.user !== user)
      found.push({ name: 'phantom', detail: `${subscriber} heard of ${id}, which is not stored for them` });
  }
  if (new Set(final).size < final.length)
    found.push({ name: 'note-twice', detail: `the list of ${subscriber} names one twice` });
  const known = new Set([...told.map(({ id }) => id), ...listed]);
  for (const { id, user: owner, isWithdrawn } of stored.values()) {
    if (owner !== user || isWithdrawn) continue;
    if (!known.has(id)) found.push({ name: 'note-missing', detail: `${subscriber} never heard of ${id}` });
    if (!final.includes(id)) found.push({ name: 'note-missing', detail: `the list of ${subscriber} lacks ${id}` });
  }
  return found;
}
