/** Everything the judge can find, by the names of the reliability page. */
export const anomalyNames = [
  'lost-ack',
  'failed-but-stored',
  'phantom',
  'stored-twice',
  'early-ack',
  'gap-in-log',
  'dup',
  'reorder',
  'gap',
  'not-caught-up',
  'diverge',
  'stale-cache',
  'note-twice',
  'note-missing',
  'slow-ack',
  'unbounded',
  'leak',
  'wrong-error',
  'malformed',
  'no-recovery',
  'no-effect',
] as const;

export type AnomalyName = (typeof anomalyNames)[number];

/** One thing that must not be, with enough to look it up. */
export interface Anomaly {
  name: AnomalyName;
  room?: string;
  detail: string;
}
