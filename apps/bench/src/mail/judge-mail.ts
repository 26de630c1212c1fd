/** One request that the provider took, in the mail's time. */
export interface AcceptedMail {
  /** Milliseconds since 1970. */
  at: number;
  /** The row of `mail` that it was sent for. */
  mailId: string;
}

/** A notification as the product's tables have it at the end. */
export interface ToldRow {
  outcome: 'shown' | 'waiting' | 'mailed' | 'not_mailed';
  reason: string | null;
  mailId: string | null;
}

export interface MailRules {
  perDay: number;
  perSecond: number;
  burst: number;
}

export interface MailVerdict {
  accepted: number;
  /** E-mails that were taken more than once. */
  twice: number;
  /** People who were told that a mail was sent, and none was taken. */
  lost: number;
  /** E-mails that were taken and that nobody was told of. */
  untold: number;
  /** Still waiting at the end. */
  waiting: number;
  /** Most in any 24 hours, and by how many any window of w seconds was over `w * perSecond + burst`; 0 or less is kept. */
  mostPerDay: number;
  burstExcess: number;
}

const DAY_MS = 86_400_000;

/** Judges what reached the provider against what the product says, and against the quota. Shares no code with the product. */
export function judgeMail(accepted: readonly AcceptedMail[], told: readonly ToldRow[], rules: MailRules): MailVerdict {
  const times = accepted.map(({ at }) => at).sort((left, right) => left - right);
  const byMail = new Map<string, number>();
  for (const { mailId } of accepted) byMail.set(mailId, (byMail.get(mailId) ?? 0) + 1);
  const mailed = told.filter(({ outcome }) => outcome === 'mailed');
  const toldOf = new Set(mailed.map(({ mailId }) => mailId));
  return {
    accepted: accepted.length,
    twice: [...byMail.values()].filter((count) => count > 1).length,
    lost: mailed.filter(({ mailId }) => mailId === null || !byMail.has(mailId)).length,
    untold: [...byMail.keys()].filter((mailId) => !toldOf.has(mailId)).length,
    waiting: told.filter(({ outcome }) => outcome === 'waiting').length,
    mostPerDay: mostWithin(times, DAY_MS),
    burstExcess: excess(times, rules),
  };
}

/** Most of the sorted times that lie within any span. */
export function mostWithin(times: readonly number[], spanMs: number): number {
  let most = 0;
  let start = 0;
  for (let end = 0; end < times.length; end += 1) {
    while ((times[end] ?? 0) - (times[start] ?? 0) >= spanMs) start += 1;
    most = Math.max(most, end - start + 1);
  }
  return most;
}

/** By how many the fullest window is over its allowance; one pass, since count less allowance grows from left to right. */
export function excess(times: readonly number[], { perSecond, burst }: MailRules): number {
  let most = Number.NEGATIVE_INFINITY;
  let least = Number.POSITIVE_INFINITY;
  for (const [index, at] of times.entries()) {
    const allowed = (at / 1_000) * perSecond;
    least = Math.min(least, index - allowed);
    most = Math.max(most, index - allowed - least + 1);
  }
  return times.length === 0 ? 0 : most - burst;
}
