import { escapeHtml } from '../operators/page.js';
import { type NodeLine, sumNodes } from './node-line.js';

const COLUMNS = [
  'Node',
  'State',
  'Version',
  'Since (UTC)',
  'Sockets',
  'Rooms',
  'Delivery p99',
  'Event loop p99',
  'Memory',
  'Bus',
];

const NOTHING = '–';
const milliseconds = (value: number | null | undefined) =>
  value === null || value === undefined ? NOTHING : `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
const mebibytes = (bytes: number | undefined) =>
  bytes === undefined ? NOTHING : `${Math.round(bytes / 1024 / 1024)} MiB`;
const moment = (at: Date) => at.toISOString().slice(0, 19).replace('T', ' ');

/** All nodes as a table with its sums, under a note when they are not of one version. */
export function nodesPage(lines: readonly NodeLine[]): string {
  const sums = sumNodes(lines);
  const silent = lines.length - sums.nodes;
  const note =
    sums.versions.length > 1
      ? `<p role="note">Nodes run ${sums.versions.map(escapeHtml).join(' and ')}: a deployment is under way, or was left half done.</p>`
      : '';
  const caption = `${sums.nodes} ${sums.nodes === 1 ? 'node' : 'nodes'}${silent > 0 ? `, and ${silent} silent` : ''}. Each writes its line every 4 to 6 seconds.`;
  const head = COLUMNS.map((name) => `<th role="columnheader" scope="col">${name}</th>`).join('');
  const totals = ['', '', '', String(sums.sockets), String(sums.rooms), '', '', mebibytes(sums.rssBytes), ''];
  // Roles are named, since a table that is laid out as cards loses them in some browsers.
  return `${note}<table class="cards" role="table"><caption>${caption}</caption>
<thead role="rowgroup"><tr role="row">${head}</tr></thead>
<tbody role="rowgroup">${lines.map((line) => row(nameOf(line), valuesOf(line))).join('\n')}</tbody>
<tfoot role="rowgroup">${row('All together', totals)}</tfoot></table>`;
}

/** The same for programs. */
export function nodesJson(lines: readonly NodeLine[]): object {
  return { nodes: lines, sums: sumNodes(lines) };
}

/** Its own pages, where it has some that can be heard. */
function nameOf({ instanceId, state, figures }: NodeLine): string {
  const name = escapeHtml(instanceId);
  if (!figures?.operatorsAt || state === 'silent') return name;
  return `<a href="${escapeHtml(figures.operatorsAt)}/nodes">${name}</a>`;
}

function valuesOf({ state, version, startedAt, seenAt, figures }: NodeLine): string[] {
  const said = state === 'silent' ? `silent since ${moment(seenAt)}` : state;
  const bus = figures && (figures.isBusHealthy ? 'ok' : 'away');
  return [
    said,
    version,
    moment(startedAt),
    String(figures?.sockets ?? NOTHING),
    String(figures?.rooms ?? NOTHING),
    milliseconds(figures?.deliveryLagP99Ms),
    milliseconds(figures?.eventLoopP99Ms),
    mebibytes(figures?.rssBytes),
    bus ?? NOTHING,
  ].map(escapeHtml);
}

function row(nameHtml: string, values: string[]): string {
  const cells = values.map((value, index) => {
    const empty = value === '' ? ' class="empty"' : '';
    return `<td role="cell"${empty} data-label="${COLUMNS[index + 1]}">${value}</td>`;
  });
  return `<tr role="row"><th role="rowheader" scope="row">${nameHtml}</th>${cells.join('')}</tr>`;
}
