import { delay } from '../load/waiting.js';
import { type AcceptedMail, judgeMail, type MailVerdict } from './judge-mail.js';
import type { MailStage, Told } from './mail-stage.js';

/** An hour of mentions in a minute, and then the two days until the last of them expires. */
const HOUR_SPEED = 60;
const TAIL_SPEED = 720;
const HOUR_MS = 3_600_000;
const TAIL_HOURS = 50;
export const FLOOD_RULES = { perDay: 200, perSecond: 1, burst: 4 };
const PEOPLE = 100;
const ROOMS = 20;
/** Everyone who reads does so this long after being named, in the mail's time. */
const READS_AFTER_MS = 5 * 60_000;

export interface FloodResult {
  mentions: number;
  toldInApp: number;
  verdict: MailVerdict;
  mailsPerPerson: { median: number; most: number };
  outcomes: [string, number][];
}

/** Names people ten thousand times in an hour of the mail's time, a third of whom read; judges the two days that follow. */
export async function runFlood(stage: MailStage, mentions: number): Promise<FloodResult> {
  const rooms = await stage.openRooms(ROOMS);
  const people = await stage.addReaders(PEOPLE, rooms);
  await stage.clock.run(HOUR_SPEED);
  const startedAt = Date.now();
  const spanMs = HOUR_MS / HOUR_SPEED;
  const reads: Promise<void>[] = [];
  const lanes = Array.from({ length: 8 }, (_, lane) => lane);
  await Promise.all(
    lanes.map(async (lane) => {
      for (let turn = lane; turn < mentions; turn += lanes.length) {
        const wait = startedAt + (turn / mentions) * spanMs - Date.now();
        if (wait > 0) await delay(wait);
        const place = (turn * 7_919) % (PEOPLE * ROOMS);
        const [person, room] = [people[place % PEOPLE], rooms[Math.floor(place / PEOPLE)]];
        if (!person || room === undefined) continue;
        const { seq } = await stage.name(room, person.handle, turn);
        if (place % 3 === 0) reads.push(delay(READS_AFTER_MS / HOUR_SPEED).then(() => stage.read(person, room, seq)));
      }
    }),
  );
  await Promise.all(reads);
  await stage.clock.run(TAIL_SPEED);
  await stage.isSettledWithin((TAIL_HOURS * HOUR_MS) / TAIL_SPEED);
  return summarize(stage, await stage.provider.accepted(), await stage.readTold(), mentions);
}

function summarize(stage: MailStage, accepted: AcceptedMail[], told: Told[], mentions: number): FloodResult {
  const daily = accepted.map(({ at, mailId }) => ({ at: stage.clock.toMail(at), mailId }));
  // The day is one of the mail's time, the rate one of real time: the quota's bucket is not slowed with the policy.
  const { burstExcess } = judgeMail(accepted, told, FLOOD_RULES);
  const byPerson = new Map<string, Set<string>>();
  for (const { userId, mailId, outcome } of told)
    if (outcome === 'mailed' && mailId !== null) byPerson.set(userId, (byPerson.get(userId) ?? new Set()).add(mailId));
  const perPerson = [...byPerson.values()].map((mails) => mails.size).sort((left, right) => left - right);
  const outcomes = new Map<string, number>();
  for (const { outcome, reason } of told) {
    const key = `${outcome}: ${reason ?? '–'}`;
    outcomes.set(key, (outcomes.get(key) ?? 0) + 1);
  }
  return {
    mentions,
    toldInApp: told.length,
    verdict: { ...judgeMail(daily, told, FLOOD_RULES), burstExcess },
    mailsPerPerson: { median: perPerson[Math.floor(perPerson.length / 2)] ?? 0, most: perPerson.at(-1) ?? 0 },
    outcomes: [...outcomes].sort(([, left], [, right]) => right - left),
  };
}
