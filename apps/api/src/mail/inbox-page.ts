import { escapeHtml, renderPage } from '../operators/page.js';
import { valueOf, type WrittenMail } from './written-mail.js';

/** The frame of a mail has styles of its own; nothing in it runs, and nothing is loaded from anywhere. */
export const INBOX_POLICY = `default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'`;

/** The list of the inbox, under what an operator sees. */
export function inboxPage(mails: WrittenMail[], status: string): string {
  const rows = mails.map((mail) => {
    const [date, to, subject] = ['date', 'to', 'subject'].map((name) => escapeHtml(valueOf(mail.headers, name)));
    return `<tr><td>${date}</td><td>${to}</td><td><a href="/dev/mail/${mail.id}">${subject}</a></td></tr>`;
  });
  const head = '<thead><tr><th>Date</th><th>To</th><th>Subject</th></tr></thead>';
  const list =
    rows.length === 0 ? '<p>No mail was sent yet.</p>' : `<table>${head}<tbody>${rows.join('\n')}</tbody></table>`;
  return renderPage('en', 'Mail of this machine', `${list}${status}`);
}

/** One mail: what a mail program would show, and all that is behind it. */
export function writtenPage(mail: WrittenMail): string {
  const headers = mail.headers.map(
    ([name, value]) => `<tr><th scope="row">${escapeHtml(name)}</th><td>${escapeHtml(value)}</td></tr>`,
  );
  return renderPage(
    'en',
    valueOf(mail.headers, 'subject'),
    `<p><a href="/dev/mail">All mail</a></p>
<h2>HTML</h2><iframe title="HTML" sandbox srcdoc="${escapeHtml(mail.html)}"></iframe>
<h2>Text</h2><pre>${escapeHtml(mail.text)}</pre>
<h2>Headers</h2><table><tbody>${headers.join('\n')}</tbody></table>
<details><summary>Raw</summary><pre>${escapeHtml(mail.raw)}</pre></details>`,
  );
}
