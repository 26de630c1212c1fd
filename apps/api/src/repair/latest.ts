import type { NewsEntry, NewsKind } from './news.repository.js';

/** Of each thing of one kind its last entry: of one row of a table, the order of the ids is that of its changes. */
export function latestOf<Entry extends NewsEntry>(entries: readonly Entry[], kind: NewsKind): Entry[] {
  const latest = new Map<string, Entry>();
  for (const entry of entries) {
    if (entry.kind !== kind) continue;
    const name = `${entry.userId} ${entry.roomId} ${entry.subjectId}`;
    const known = latest.get(name);
    if (!known || known.id < entry.id || (known.id === entry.id && (known.value ?? 0) < (entry.value ?? 0)))
      latest.set(name, entry);
  }
  return [...latest.values()];
}
