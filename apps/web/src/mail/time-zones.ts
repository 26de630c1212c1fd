/** The time zone of this browser; UTC where it does not tell. */
export function ownTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}

/** All time zones that this browser knows, with its own and UTC, which some leave out. */
export function timeZones(): string[] {
  return [...new Set([...Intl.supportedValuesOf('timeZone'), ownTimeZone(), 'UTC'])].sort();
}

/** The time zone that was meant, whatever its capitals and with spaces for its underscores. */
export function findTimeZone(written: string, zones: readonly string[]): string | undefined {
  const wanted = fold(written);
  return zones.find((zone) => fold(zone) === wanted);
}

/** A time zone as it is read: America/New York. */
export function zoneName(zone: string): string {
  return zone.replaceAll('_', ' ');
}

/** When the daily summary goes out for whoever has told no time zone: nine o'clock UTC of a day. */
export function digestTime(day: number): string {
  return new Date(new Date(day).setUTCHours(9, 0, 0, 0)).toISOString();
}

function fold(name: string): string {
  return name
    .trim()
    .replaceAll(/[\s_]+/g, '_')
    .toLowerCase();
}
