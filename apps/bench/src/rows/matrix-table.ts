import { anomalyNames } from '../checker/anomaly.js';
import type { RowReport } from './row.js';

const MOST_DETAILS = 25;

/** One line of the table for each row, as it is done. */
export function formatRow(report: RowReport): string {
  const { row, missing } = report;
  const name = `${row.id.padEnd(4)} ${row.title}`;
  if (missing !== undefined) return `${name}\n     not run: ${missing}\n`;
  const figures = report.figures.map(([what, figure]) => `${what} ${figure}`).join(', ');
  const verdict = report.anomalies.length === 0 ? 'clean' : `FAILED: ${countNames(report)}`;
  return [
    name,
    `     ${figures}`,
    `     acknowledged ${report.acknowledgedDuring}, repaired in ${(report.repairMs / 1_000).toFixed(1)} s, took ${(report.tookMs / 1_000).toFixed(0)} s, ${row.guarantees}: ${verdict}`,
    ...report.anomalies.slice(0, MOST_DETAILS).map((anomaly) => `       ${anomaly.name}: ${anomaly.detail}`),
    ...(report.dataDir === undefined ? [] : [`       logs and data: ${report.dataDir}`]),
    '',
  ].join('\n');
}

/** The whole matrix as a Markdown table. */
export function formatMatrix(reports: readonly RowReport[]): string {
  const lines = reports.map((report) => {
    const { row, missing } = report;
    const figures = report.figures.map(([what, figure]) => `${what} ${figure}`).join(', ');
    const cells =
      missing === undefined
        ? [
            row.title,
            figures,
            String(report.acknowledgedDuring),
            report.anomalies.length === 0 ? '0' : countNames(report),
            `${(report.repairMs / 1_000).toFixed(1)} s`,
          ]
        : [row.title, `not run: ${missing}`, '', '', ''];
    return `| ${[row.id, ...cells].join(' | ')} |`;
  });
  return [
    '| row | what was injected | seen | acknowledged during it | anomalies | repaired in |',
    '| --- | --- | --- | --- | --- | --- |',
    ...lines,
    '',
  ].join('\n');
}

function countNames({ anomalies }: RowReport): string {
  return anomalyNames
    .map((name) => [name, anomalies.filter((anomaly) => anomaly.name === name).length] as const)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}
