const HOUR_MS = 3_600_000;
const MORNING = 9;

/** For how long mail can be paused. */
export const pauses = ['hour', 'hours', 'tomorrow', 'week'] as const;
export type Pause = (typeof pauses)[number];

/** When a pause that begins now ends; tomorrow is at nine on the reader's clock. */
export function pauseUntil(pause: Pause, now: number): string {
  if (pause === 'hour') return new Date(now + HOUR_MS).toISOString();
  if (pause === 'hours') return new Date(now + 8 * HOUR_MS).toISOString();
  const day = new Date(now);
  if (pause === 'week') day.setDate(day.getDate() + 7);
  else {
    day.setDate(day.getDate() + 1);
    day.setHours(MORNING, 0, 0, 0);
  }
  return day.toISOString();
}
