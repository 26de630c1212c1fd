import type { Message } from '@tertulia/contract';
import { emptyLog, type RoomLog } from './merge-messages.js';
import { findIndex, findSeq, joinAfter, joinBefore, newer, replaceKnown } from './message-run.js';

/** How much of a room is kept. `least` and `tail` together are less than `most`, so that a cut leaves two runs apart. */
export interface RoomSizes {
  /** Messages in one page of history. */
  page: number;
  /** Messages in one run, and how many are left of it when there were more. */
  most: number;
  least: number;
  /** The newest messages that are kept while an earlier part of the room is shown. */
  tail: number;
}

export const roomSizes: RoomSizes = { page: 50, most: 1_500, least: 1_400, tail: 50 };

/** An earlier part of the room, shown by itself: an unbroken run that does not reach the newest messages. */
export interface HistoryWindow {
  messages: readonly Message[];
  hasBefore: boolean;
  /** So much changed while nobody listened that it must be loaded again. */
  isStale: boolean;
}

/** All that this browser holds of one room: the live run up to the newest message, and the part of history that is shown instead. */
export interface RoomState {
  log: RoomLog;
  window: HistoryWindow | undefined;
  /** Pages that are on their way, and the changes that came meanwhile, by `seq`. */
  asking: number;
  notes: ReadonlyMap<number, Message>;
  /** Where the reader is, so that what is dropped is far from it; infinite at the end. */
  readingSeq: number;
}

export const emptyState: RoomState = {
  log: emptyLog,
  window: undefined,
  asking: 0,
  notes: new Map(),
  readingSeq: Number.POSITIVE_INFINITY,
};

/** A page of history as the server gives it. */
interface Page {
  items: readonly Message[];
  hasBefore: boolean;
}

/** The run that is shown. Only the live one reaches the newest message. */
export function shownRun(state: RoomState): { messages: readonly Message[]; hasBefore: boolean; isLive: boolean } {
  const { messages, hasBefore } = state.window ?? state.log;
  return { messages, hasBefore, isLive: state.window === undefined };
}

/** Takes the next state of the live run; what else was shown when it was loaded anew is out of date, and stays until it is loaded too. */
export function takeLog(state: RoomState, log: RoomLog, sizes: RoomSizes): RoomState {
  if (log === state.log) return state;
  const isReload = log.epoch !== state.log.epoch;
  return arrange({ ...state, log, window: isReload ? staleWindow(state, log, sizes) : state.window }, sizes);
}

/** What the reader sees does not change by itself: if it is not in the new run, it is shown as a part of history. */
function staleWindow(
  { window, log, readingSeq }: RoomState,
  next: RoomLog,
  sizes: RoomSizes,
): HistoryWindow | undefined {
  if (window) return { ...window, isStale: true };
  const isInNext = readingSeq >= (next.messages[0]?.seq ?? 0);
  if (isInNext || !findSeq(log.messages, readingSeq)) return undefined;
  const from = Math.max(0, findIndex(log.messages, readingSeq) - (sizes.least >>> 1));
  const messages = log.messages.slice(from, from + sizes.least);
  return { messages, hasBefore: log.hasBefore || from > 0, isStale: true };
}

/** Takes changes in whatever order they come, for the messages that are not part of the live run. */
export function takeChanges(state: RoomState, changes: readonly Message[]): RoomState {
  let { window, notes } = state;
  if (changes.length === 0 || (!window && state.asking === 0)) return state;
  if (window) {
    let messages = window.messages;
    for (const message of changes) messages = replaceKnown(messages, message);
    if (messages !== window.messages) window = { ...window, messages };
  }
  if (state.asking > 0) {
    const noted = new Map(notes);
    for (const message of changes) noted.set(message.seq, newer(message, noted.get(message.seq)));
    notes = noted;
  }
  return { ...state, window, notes };
}

/** A page is asked for: from now on changes to what it may hold are noted. */
export function beginAsking(state: RoomState): RoomState {
  return { ...state, asking: state.asking + 1 };
}

/** The page is here and was taken, or it will not come. */
export function endAsking(state: RoomState): RoomState {
  const asking = state.asking - 1;
  return { ...state, asking, notes: asking === 0 ? new Map() : state.notes };
}

/** Puts a page of earlier messages before the run that is shown. */
export function addBefore(state: RoomState, page: Page, sizes: RoomSizes): RoomState {
  const items = withNotes(state, page.items);
  const { window, log } = state;
  const run = window ?? log;
  const messages = joinBefore(items, run.messages);
  // Nothing earlier came: this is where the room begins.
  const isBeginning = items.length === 0 && !page.hasBefore;
  if (messages === run.messages && !isBeginning) return state;
  const joined = { messages, hasBefore: page.hasBefore };
  if (window) return arrange({ ...state, window: { ...window, ...joined } }, sizes);
  return arrange({ ...state, log: { ...log, ...joined } }, sizes);
}

/** Puts a page of later messages after the part of history that is shown. */
export function addAfter(state: RoomState, page: Page, sizes: RoomSizes): RoomState {
  const { window } = state;
  if (!window) return state;
  const messages = joinAfter(window.messages, withNotes(state, page.items));
  return messages === window.messages ? state : arrange({ ...state, window: { ...window, messages } }, sizes);
}

/** Shows a page from anywhere in the room; if it reaches the live run, as part of that. */
export function openWindow(state: RoomState, page: Page, sizes: RoomSizes): RoomState {
  const messages = withNotes(state, page.items);
  if (messages.length === 0) return state;
  return arrange({ ...state, window: { messages, hasBefore: page.hasBefore, isStale: false } }, sizes);
}

/** Shows the live run again. */
export function closeWindow(state: RoomState): RoomState {
  return { ...state, window: undefined, readingSeq: Number.POSITIVE_INFINITY };
}

function withNotes(state: RoomState, items: readonly Message[]): readonly Message[] {
  return state.notes.size === 0 ? items : items.map((message) => newer(message, state.notes.get(message.seq)));
}

/** Joins the two runs where they meet, and drops what is far from the reader where there is too much. */
function arrange(state: RoomState, sizes: RoomSizes): RoomState {
  const joined = joinRuns(state);
  return joined.window ? boundWindow(joined, joined.window, sizes) : boundLive(joined, sizes);
}

function joinRuns(state: RoomState): RoomState {
  const { window, log } = state;
  const first = window?.messages[0]?.seq;
  const last = window?.messages.at(-1)?.seq;
  if (!window || window.isStale || first === undefined || last === undefined || log.version === undefined) return state;
  const liveFirst = log.messages[0]?.seq ?? 1;
  const liveLast = log.messages.at(-1)?.seq ?? 0;
  if (last < liveFirst - 1 || first > liveLast + 1) return state;
  if (first >= liveFirst) return { ...state, window: undefined };
  const messages = joinBefore(window.messages, log.messages);
  return { ...state, window: undefined, log: { ...log, messages, hasBefore: window.hasBefore } };
}

function boundWindow(state: RoomState, window: HistoryWindow, sizes: RoomSizes): RoomState {
  const log = state.log.messages.length > 2 * sizes.tail ? keepNewest(state.log, sizes.tail) : state.log;
  if (window.messages.length <= sizes.most) return { ...state, log };
  const kept = isInNewerHalf(window.messages, state.readingSeq)
    ? keepNewest(window, sizes.least)
    : { ...window, messages: window.messages.slice(0, sizes.least) };
  return { ...state, log, window: kept };
}

function boundLive(state: RoomState, sizes: RoomSizes): RoomState {
  const { log } = state;
  if (log.messages.length <= sizes.most) return state;
  if (isInNewerHalf(log.messages, state.readingSeq)) return { ...state, log: keepNewest(log, sizes.least) };
  const window = { messages: log.messages.slice(0, sizes.least), hasBefore: log.hasBefore, isStale: false };
  return { ...state, window, log: keepNewest(log, sizes.tail) };
}

function keepNewest<Run extends { messages: readonly Message[]; hasBefore: boolean }>(run: Run, count: number): Run {
  return { ...run, messages: run.messages.slice(-count), hasBefore: true };
}

function isInNewerHalf(messages: readonly Message[], seq: number): boolean {
  return findIndex(messages, seq) * 2 >= messages.length;
}
