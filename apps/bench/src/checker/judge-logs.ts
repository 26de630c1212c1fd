import type { Anomaly } from './anomaly.js';
import type { History, LogRecord, Sighting } from './history.js';

/** Holds the final log against its own rule (1..n) and every other source against it. */
export function judgeLogs(history: History): Anomaly[] {
  const found: Anomaly[] = [];
  for (const truth of history.logs.filter((log) => log.source === 'sql')) {
    found.push(...judgeNumbers(truth));
    for (const log of history.logs) {
      if (log.room === truth.room && log.source !== 'sql') found.push(...compare(truth, log));
    }
  }
  return [...found, ...judgeSightings(history)];
}

/** `seq` is 1..n; each change has a version of its own; the room's counters are those of its last message and change. */
function judgeNumbers(log: LogRecord): Anomaly[] {
  const problems: string[] = [];
  const hole = log.messages.findIndex((message, index) => message.seq !== index + 1);
  if (hole >= 0) problems.push(`place ${hole + 1} of the log holds seq ${log.messages[hole]?.seq}`);
  if (log.lastSeq !== null && log.lastSeq !== (log.messages.at(-1)?.seq ?? 0)) {
    problems.push(`the room says lastSeq ${log.lastSeq}, its last message is ${log.messages.at(-1)?.seq ?? 0}`);
  }
  const versions = new Set(log.messages.map((message) => message.version));
  if (versions.size !== log.messages.length) problems.push('two messages carry the same version');
  const top = log.messages.reduce((highest, message) => Math.max(highest, message.version), 0);
  if (top !== log.version) problems.push(`the room says version ${log.version}, its last change is ${top}`);
  return problems.map((detail) => ({ name: 'gap-in-log', room: log.room, detail }));
}

function compare(truth: LogRecord, log: LogRecord): Anomaly[] {
  const who = `${log.source} ${log.reader}`.trim();
  if (log.version < truth.version) {
    return [
      { name: 'not-caught-up', room: truth.room, detail: `${who} ends at version ${log.version} of ${truth.version}` },
    ];
  }
  const expected =
    log.source === 'recent'
      ? truth.messages.slice(-Math.max(log.messages.length, Math.min(10, truth.messages.length)))
      : truth.messages;
  const length = Math.max(expected.length, log.messages.length);
  for (let index = 0; index < length; index += 1) {
    const stored = expected[index];
    const seen = log.messages[index];
    if (!isEqual(stored, seen)) {
      return [
        {
          name: 'diverge',
          room: truth.room,
          detail: `${who}, place ${index + 1}: ${describe(seen)} where the log has ${describe(stored)}`,
        },
      ];
    }
  }
  return log.version === truth.version
    ? []
    : [{ name: 'diverge', room: truth.room, detail: `${who} states version ${log.version} of ${truth.version}` }];
}

/** Every sight of one version of a room shows the same content, whoever saw it and however it came. */
function judgeSightings(history: History): Anomaly[] {
  const found: Anomaly[] = [];
  const first = new Map<string, { seen: Sighting; by: string }>();
  for (const { room, by, seen } of eachSighting(history)) {
    const key = `${room}/${seen.version}`;
    const earlier = first.get(key);
    if (!earlier) first.set(key, { seen, by });
    else if (!isEqual(earlier.seen, seen)) {
      found.push({
        name: 'diverge',
        room,
        detail: `${by} saw ${describe(seen)}, ${earlier.by} saw ${describe(earlier.seen)}`,
      });
    }
  }
  return found;
}

function* eachSighting(history: History): Generator<{ room: string; by: string; seen: Sighting }> {
  for (const log of history.logs) {
    if (log.source !== 'sql') continue;
    for (const seen of log.messages) yield { room: log.room, by: 'sql', seen };
  }
  for (const seen of history.acknowledged) yield { room: seen.room, by: `${seen.subscriber}, acknowledged`, seen };
  for (const { room, subscriber, events } of history.streams) {
    for (const event of events) {
      const all = event.kind === 'pushed' ? [event.seen] : event.seen;
      for (const seen of all) yield { room, by: `${subscriber}, ${event.kind}`, seen };
    }
  }
}

function isEqual(a: Sighting | undefined, b: Sighting | undefined): boolean {
  return (
    a !== undefined &&
    b !== undefined &&
    a.id === b.id &&
    a.seq === b.seq &&
    a.version === b.version &&
    a.digest === b.digest
  );
}

function describe(seen: Sighting | undefined): string {
  return seen ? `seq ${seen.seq} version ${seen.version} ${seen.id} (${seen.digest})` : 'nothing';
}
