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

/** What to tell of the time zone along with a choice: that of this browser, once; a journey changes nothing. */
export function zoneOf({ timeZone }: { timeZone: string | null }): { timeZone?: string } {
  return timeZone === null ? { timeZone: ownTimeZone() } : {};
}

function fold(name: string): string {
  return name
    .trim()
    .replaceAll(/[\s_]+/g, '_')
    .toLowerCase();
}
