import { renderTable } from '../operators/page.js';
import type { MailStatus } from './mail-status.repository.js';

/** Quota, queue and last errors as tables. */
export function statusTables(status: MailStatus): string {
  const { configured, reported } = status;
  const sandbox = reported ? (reported.isSandbox ? 'yes: only confirmed addresses' : 'no') : 'not reported';
  const quota = renderTable(
    ['Quota', ''],
    [
      ['Driver', status.driver],
      ['Set', `${configured.perDay} a day, ${configured.perSecond} a second, ${configured.burst} at once`],
      ['Reported', reported ? `${reported.perDay} a day, ${reported.perSecond} a second` : 'nothing'],
      ['Sandbox', sandbox],
      ['Used in 24 hours', `${status.claimedLastDay} of ${status.effectivePerDay}`],
      ['Sent in 24 hours, as reported', reported ? reported.sentLastDay : 'nothing'],
      ['Daily digest for everybody', `${status.isDigestForAll ? 'yes' : 'no'}, from ${status.digestFrom} on`],
      ['On their way', status.inFlight],
      ['Addresses that refuse mail', status.suppressedAddresses],
    ],
  );
  const queue = renderTable(
    ['Queue', 'Count', 'Oldest'],
    [
      ['mentions that wait', status.waitingMentions, ''],
      ['mentions that are due', status.dueMentions, status.oldestDueAt?.toISOString() ?? ''],
      ...status.mails.map((entry) => [entry.state, entry.count, entry.oldest?.toISOString() ?? '']),
    ],
  );
  const errors = renderTable(
    ['At', 'Kind', 'State', 'Attempt', 'Error'],
    status.lastErrors.map((entry) => [entry.at.toISOString(), entry.kind, entry.state, entry.attempt, entry.error]),
  );
  return `<h2>Quota</h2>${quota}<h2>Queue</h2>${queue}<h2>Last errors</h2>${errors}`;
}
