import { EXPIRY_MS, findObstacle } from './judge-row.js';
import type { MailHistory, MailPerson, Reason, RoomHistory, WaitingRow } from './mail-person.js';
import { findQuietEnd, nextDigestAt } from './quiet-hours.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** At most one mail about a room in this time. */
const ROOM_GAP_MS = 10 * MINUTE;
/** How long further mentions are gathered after the first, second and later mails of which nothing was read. */
const FOLDING_MS = [ROOM_GAP_MS, ROOM_GAP_MS, HOUR, DAY];
/** E-mails about mentions to one person in 24 hours. */
export const MAILS_PER_PERSON = 10;
const AWAY_MS = 5 * MINUTE;
const AWAY_MOST_MS = 15 * MINUTE;

/** Whatever waited for one of these is told in a digest. */
const HELD: readonly (Reason | null)[] = ['quiet_hours', 'paused', 'daily', 'budget', 'daily_cap'];

/** What of the day's budget concerns the plan. */
export interface Budget {
  /** At 80 % everybody gets a daily digest. */
  isTight: boolean;
  /** When the next mail may go; null: now. */
  freeAt: Date | null;
}

export interface PlanInput {
  now: Date;
  person: MailPerson;
  rows: WaitingRow[];
  history: MailHistory;
  budget: Budget;
}

interface Wait {
  until: Date;
  reason: Reason;
}

/** What is to be done with a person's mentions that are due. */
export interface Plan {
  drops: { row: WaitingRow; reason: Reason }[];
  waits: (Wait & { row: WaitingRow })[];
  send: { kind: 'mention' | 'digest'; rows: WaitingRow[]; isFollowUp: boolean } | null;
}

/** Decides about all mentions of one person that are due: what is sent in one mail now, what waits for what, what is dropped. */
export function planMail(input: PlanInput): Plan {
  const plan: Plan = { drops: [], waits: [], send: null };
  let ready: WaitingRow[] = [];
  for (const row of input.rows) {
    const reason = findObstacle(row, input.person, input.now);
    if (reason) {
      plan.drops.push({ row, reason });
      continue;
    }
    const wait = findHold(input.person, input.now) ?? findWait(row, input);
    if (wait) plan.waits.push(waiting(row, wait, input.now));
    else ready.push(row);
  }
  const wait = ready.length > 0 ? findLimit(input) : null;
  if (wait) {
    plan.waits.push(...ready.map((row) => waiting(row, wait, input.now)));
    ready = [];
  }
  if (ready.length > 0) plan.send = letterFor(ready, input);
  return plan;
}

/** What holds everything for a person: a pause or their quiet hours. */
export function findHold(person: MailPerson, now: Date): Wait | null {
  if (person.pausedUntil && person.pausedUntil > now) return { until: person.pausedUntil, reason: 'paused' };
  const until = findQuietEnd(now, person.quietHours);
  return until && { until, reason: 'quiet_hours' };
}

function findWait(row: WaitingRow, { now, person, history, budget }: PlanInput): Wait | null {
  const later = (until: Date, reason: Reason): Wait | null => (until > now ? { until, reason } : null);
  const room = history.rooms.get(row.roomId);
  const gap = room && later(after(room.lastMailAt, ROOM_GAP_MS), 'batched');
  const isDaily = person.preference === 'daily';
  if (isDaily || budget.isTight) {
    // What was held for the day is due: only what came since waits for the next one.
    const digest = later(nextDigestAt(row.createdAt, person.timeZone), isDaily ? 'daily' : 'budget');
    return digest ?? gap ?? null;
  }
  if (HELD.includes(row.reason)) return gap ?? null;
  const away = person.preference === 'away' ? later(awayUntil(row, person), 'away') : null;
  return away ?? (room ? later(foldedUntil(room), 'batched') : null);
}

/** Five minutes without a sign of life, and no more than fifteen after the mention. */
function awayUntil(row: WaitingRow, person: MailPerson): Date {
  const lastSign = Math.max(row.createdAt.getTime(), person.activeAt?.getTime() ?? 0);
  return new Date(Math.min(lastSign + AWAY_MS, row.createdAt.getTime() + AWAY_MOST_MS));
}

function foldedUntil(room: RoomHistory): Date {
  return after(room.lastMailAt, FOLDING_MS[Math.min(room.unreadMails, FOLDING_MS.length - 1)] ?? DAY);
}

/** What keeps every mail to the person back: their own share of a day, or the day's budget of all. */
function findLimit({ now, history, budget }: PlanInput): Wait | null {
  const tenth = history.lastDay.at(-MAILS_PER_PERSON);
  if (tenth && after(tenth, DAY) > now) return { until: after(tenth, DAY), reason: 'daily_cap' };
  return budget.freeAt && { until: budget.freeAt, reason: 'budget' };
}

function letterFor(rows: WaitingRow[], { person, budget, history }: PlanInput): Plan['send'] {
  const rooms = new Set(rows.map((row) => row.roomId));
  const isHeld = rows.some((row) => HELD.includes(row.reason)) || person.preference === 'daily' || budget.isTight;
  if (isHeld || rooms.size > 1) return { kind: 'digest', rows, isFollowUp: false };
  const room = history.rooms.get(rows[0]?.roomId ?? '');
  return { kind: 'mention', rows, isFollowUp: (room?.unreadMails ?? 0) > 0 };
}

/** Looked at again at least in a second, and when it expires. */
function waiting(row: WaitingRow, wait: Wait, now: Date): Wait & { row: WaitingRow } {
  const expiry = row.createdAt.getTime() + EXPIRY_MS;
  const until = Math.max(Math.min(wait.until.getTime(), expiry), now.getTime() + SECOND);
  return { row, until: new Date(until), reason: wait.reason };
}

function after(date: Date, milliseconds: number): Date {
  return new Date(date.getTime() + milliseconds);
}
