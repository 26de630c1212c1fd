import type { Message } from '@tertulia/contract';
import { findIndex } from './message-run.js';

/** More early changes than this are not kept: the catching up that is under way brings them. */
const MOST_AHEAD = 1_000;

/**
 * What this browser knows of one room's messages: an unbroken run up to the newest, exactly as the server had them at
 * `version`. Never shows a later change before an earlier one.
 */
export interface RoomLog {
  /** Ascending `seq`, without holes. */
  messages: readonly Message[];
  /** The room's version that `messages` stand for; undefined until something was loaded. */
  version: number | undefined;
  /** The highest version that is known to exist. */
  highest: number;
  hasBefore: boolean;
  /** Counts complete reloads, so that a page that was asked for earlier is not mixed in. */
  epoch: number;
  /** Changes that came before the ones they follow. */
  ahead: ReadonlyMap<number, Message>;
  /** While true, changes wait: a snapshot is on its way. */
  isSyncing: boolean;
}

/** A room of which nothing is known yet. */
export const emptyLog: RoomLog = {
  messages: [],
  version: undefined,
  highest: 0,
  hasBefore: false,
  epoch: 0,
  ahead: new Map(),
  isSyncing: false,
};

/** The newest page as the server gives it. */
export interface Snapshot {
  messages: readonly Message[];
  version: number;
}

/** Takes one change in whatever order it comes: in turn it is applied, early it waits, late it is dropped. */
export function applyChange(log: RoomLog, version: number, message: Message): RoomLog {
  const { version: known, isSyncing } = log;
  if (known !== undefined && version <= known) return log;
  const noted = { ...log, highest: Math.max(log.highest, version) };
  if (isSyncing || known === undefined || version > known + 1) {
    if (log.ahead.size >= MOST_AHEAD) return noted;
    return { ...noted, ahead: new Map(log.ahead).set(version, message) };
  }
  return drain({ ...put(noted, message), version });
}

/** Hears that a version exists, without its content. */
export function noteVersion(log: RoomLog, version: number): RoomLog {
  return version > log.highest ? { ...log, highest: version } : log;
}

/** Whether the server is known to have changes that are not here and are not being fetched. */
export function isBehind(log: RoomLog): boolean {
  return !log.isSyncing && log.version !== undefined && log.highest > log.version;
}

/** From now on changes wait for what is asked for. */
export function beginSync(log: RoomLog): RoomLog {
  return { ...log, isSyncing: true };
}

/** The answer was applied, or there is none; what waited and is in turn now follows. */
export function endSync(log: RoomLog): RoomLog {
  return drain({ ...log, isSyncing: false });
}

/** Takes the changes up to a version that the server gave for ours. */
export function applyChanges(log: RoomLog, changes: readonly Message[], version: number): RoomLog {
  let next = log;
  for (const message of changes) next = put(next, message);
  return { ...next, version: Math.max(version, log.version ?? 0), highest: Math.max(version, log.highest) };
}

/** Begins anew from the server's newest page; what was loaded before may be out of date and goes. */
export function resetTo(log: RoomLog, snapshot: Snapshot): RoomLog {
  const later = [...log.ahead].filter(([version]) => version > snapshot.version);
  return {
    ...emptyLog,
    messages: snapshot.messages,
    version: snapshot.version,
    highest: Math.max(snapshot.version, ...later.map(([version]) => version)),
    hasBefore: (snapshot.messages[0]?.seq ?? 1) > 1,
    epoch: log.epoch + 1,
    ahead: new Map(later),
    isSyncing: log.isSyncing,
  };
}

/** The connection is gone: what waited will come with the changes that are asked for on return. */
export function forgetAhead(log: RoomLog): RoomLog {
  return { ...log, ahead: new Map(), highest: log.version ?? 0, isSyncing: false };
}

/**
 * Puts a message into its place. One above the loaded run is left out: it comes with its page. Where the run begins with
 * the room there is no such page: an earlier message may be told after a later one, when it was edited since.
 */
function put(log: RoomLog, message: Message): RoomLog {
  const { messages } = log;
  const first = messages[0]?.seq;
  if (log.hasBefore && first !== undefined && message.seq < first) return log;
  const index = findIndex(messages, message.seq);
  const present = messages[index];
  if (present?.seq !== message.seq) return { ...log, messages: messages.toSpliced(index, 0, message) };
  if (present.version >= message.version) return log;
  return { ...log, messages: messages.with(index, message) };
}

function drain(log: RoomLog): RoomLog {
  if (log.isSyncing || log.version === undefined || log.ahead.size === 0) return log;
  const ahead = new Map(log.ahead);
  let next = log;
  let version = log.version;
  for (const early of ahead.keys()) if (early <= version) ahead.delete(early);
  for (let message = ahead.get(version + 1); message; message = ahead.get(version + 1)) {
    version += 1;
    ahead.delete(version);
    next = put(next, message);
  }
  return { ...next, version, ahead };
}
