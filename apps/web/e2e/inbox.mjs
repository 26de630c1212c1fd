// The mails that the product wrote, read as whoever sits at the machine reads them: on the page /dev/mail.
import { until } from './browser.mjs';

/** The text of the newest mail to an address whose subject fits; waits for one more than `known` of them. */
export async function readMail({ context }, address, subject, known = 0) {
  const desk = await context.newPage();
  const found = desk.getByRole('row').filter({ hasText: address }).getByRole('link', { name: subject });
  await until(
    async () => {
      await desk.goto('/dev/mail');
      return found.count();
    },
    (count) => count > known,
    `mail to ${address}`,
    40_000,
  );
  const ids = await found.evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  await desk.goto(ids.toSorted().at(-1));
  const text = await desk.locator('pre').first().innerText();
  const html = (await desk.locator('iframe').getAttribute('srcdoc')) ?? '';
  await desk.close();
  return { text, html };
}

/** The first address in a text that holds a part. */
export function linkIn(text, part) {
  const link = text.match(/https?:\/\/\S+/g)?.find((candidate) => candidate.includes(part));
  if (!link) throw new Error(`No link with ${part} in:\n${text}`);
  return link;
}
