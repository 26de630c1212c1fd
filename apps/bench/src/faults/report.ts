import type { LogRecord } from '../checker/history.js';
import type { Verdict } from '../checker/judge.js';
import type { Recorder } from '../clients/recorder.js';

/** What one fault run has to say. */
export interface RunReport {
  title: string;
  seed: number;
  head: string[];
  rows: string[][];
  recorder: Recorder;
  verdict: Verdict;
  /** Where data and log are; kept only after a failed run. */
  dataDir: string;
}

const MOST_DETAILS = 40;

/** Writes a run as plain text: what was injected, what happened, what the judge found. */
export function formatReport({ title, seed, head, rows, recorder, verdict, dataDir }: RunReport): string {
  const { totals } = recorder;
  const sql = recorder.logs.filter((log) => log.source === 'sql');
  const clients = new Set(recorder.logs.filter((log) => log.source === 'client').map((log) => log.reader));
  const refusals = countBy(recorder.refusals.map((refusal) => refusal.code));
  const facts: [string, string | number][] = [
    [
      'acknowledged (messages, of these changes)',
      `${totals.acknowledged} (${countOk(recorder.sends)}, ${countOk(recorder.changes)})`,
    ],
    ['outcome unknown at the end', countUnknown(recorder.sends) + countUnknown(recorder.changes)],
    ['requests without an answer, repeated', totals.unknownAttempts],
    ['answered as a repetition', totals.replayed],
    ['refused, by code', refusals.length > 0 ? refusals.map(([code, count]) => `${code} ${count}`).join(', ') : 'none'],
    ['acknowledged without a database', verdict.counts['early-ack']],
    ['reconnects', totals.reconnects],
    ['catch-ups with changes, of these whole reloads', `${totals.catchUps}, ${totals.resets}`],
    ['messages stored, versions', sql.map((log) => `${log.messages.length}/${log.version}`).join('  ')],
    ['deliveries judged', recorder.streams.reduce((sum, stream) => sum + stream.events.length, 0)],
    ['final lists compared', recorder.logs.length],
    [
      'clients with exactly the messages and versions of the log',
      `${countIdentical(recorder.logs)} of ${clients.size}`,
    ],
  ];
  return [
    `${title}; seed ${seed}`,
    '',
    formatTable([head, ...rows]),
    '',
    formatTable(facts.map(([name, value]) => [name, String(value)])),
    '',
    `anomalies: ${Object.entries(verdict.counts)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ')}`,
    ...verdict.anomalies
      .slice(0, MOST_DETAILS)
      .map((anomaly) => `  ${anomaly.name}: ${anomaly.room ? `room ${anomaly.room}, ` : ''}${anomaly.detail}`),
    ...(verdict.anomalies.length > MOST_DETAILS ? [`  and ${verdict.anomalies.length - MOST_DETAILS} more`] : []),
    verdict.isClean ? 'verdict: passed' : `verdict: FAILED; data and log are in ${dataDir}`,
    '',
  ].join('\n');
}

/** Clients all of whose rooms show what the tables hold. */
function countIdentical(logs: LogRecord[]): number {
  const face = (log: LogRecord) =>
    log.messages.map((message) => `${message.seq}:${message.version}:${message.digest}`).join();
  const truth = new Map(logs.filter((log) => log.source === 'sql').map((log) => [log.room, face(log)]));
  const own = logs.filter((log) => log.source === 'client');
  const different = new Set(own.filter((log) => truth.get(log.room) !== face(log)).map((log) => log.reader));
  return new Set(own.map((log) => log.reader)).size - different.size;
}

function countOk(records: { outcome: string }[]): number {
  return records.filter((record) => record.outcome === 'ok').length;
}

function countUnknown(records: { outcome: string }[]): number {
  return records.filter((record) => record.outcome === 'unknown').length;
}

function countBy(names: string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => a.localeCompare(b));
}

/** Numbers to the right, words to the left. */
function formatTable(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_cell, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const align = (cell: string, width: number) => (/^[\d.]+$/.test(cell) ? cell.padStart(width) : cell.padEnd(width));
  return rows
    .map((row) => `  ${row.map((cell, column) => align(cell, widths[column] ?? 0)).join('  ')}`.trimEnd())
    .join('\n');
}
