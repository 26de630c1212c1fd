// Chromium with what every test wants to know: errors in the console, reports of the page's policy, and axe.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/** What a browser itself writes when the network or the server is away; everything else counts. */
const NETWORK =
  /net::ERR_|WebSocket connection to|Failed to load resource: the server responded with a status of (502|503|504)/;

/** Starts the one browser of a run. */
export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS });
}

/** A person: a browser profile of their own with one page. `problems` is empty at the end of a good test. */
export async function openPerson(browser, baseURL, options = {}) {
  const { theme, ...contextOptions } = options;
  const context = await browser.newContext({
    baseURL,
    locale: 'en',
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
    ...contextOptions,
  });
  if (theme) await context.addInitScript((value) => localStorage.setItem('tertulia.theme', value), theme);
  await context.addInitScript(() => {
    globalThis.policyReports = [];
    document.addEventListener('securitypolicyviolation', (event) =>
      globalThis.policyReports.push(`${event.violatedDirective} ${event.blockedURI}`),
    );
  });
  const page = await context.newPage();
  const person = { context, page, problems: [], isCut: false };
  page.on('pageerror', (error) => person.problems.push(`page error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() !== 'error') return;
    const text = `${message.text()} ${message.location().url}`;
    if (person.isCut && NETWORK.test(text)) return;
    // A page that does not exist is answered with 404 by right.
    if (/status of 404/.test(text) && person.expects404) return;
    person.problems.push(text);
  });
  return person;
}

/** Goes in with the one button. */
export async function enter(person, path = '/', name = '') {
  const { page } = person;
  await page.goto(path);
  if (name) await page.getByRole('textbox').fill(name);
  await page.getByRole('button', { name: /^(Enter|Entrar)/ }).click();
  await page.getByRole('log').waitFor();
  await page.getByRole('textbox', { name: /Message|Mensaje|Mensagem/ }).waitFor();
}

/** Writes a message with the keyboard. */
export async function say(person, text) {
  const box = person.page.getByRole('textbox', { name: /Message|Mensaje|Mensagem/ });
  await box.fill(text);
  await box.press('Enter');
}

/** The texts of the messages that are drawn now, in order. */
export function textsOf(person) {
  return person.page.locator('[role=log] article .message-text').allInnerTexts();
}

/** How many unread messages the server counts for a person in a room. */
export function unreadOf({ page }, room) {
  return page.evaluate(async (ref) => {
    const { token } = JSON.parse(localStorage.getItem('tertulia.session'));
    const response = await fetch(`/api/rooms/${ref}`, { headers: { Authorization: `Bearer ${token}` } });
    return (await response.json()).me?.unread;
  }, room);
}

/** Waits until a condition holds; fails with what was seen last. */
export async function until(read, isRight, what, limitMs = 20_000) {
  const deadline = Date.now() + limitMs;
  let last;
  while (Date.now() < deadline) {
    last = await read();
    if (isRight(last)) return last;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${what}: still ${JSON.stringify(last)} after ${limitMs} ms`);
}

/** Waits until the page was drawn so many times. */
export function drawings({ page }, count) {
  return page.evaluate(
    (most) =>
      new Promise((resolve) => {
        const draw = (left) => (left === 0 ? resolve() : requestAnimationFrame(() => draw(left - 1)));
        draw(most);
      }),
    count,
  );
}

/** Closes the dialog that is open. */
export async function closeDialog({ page }) {
  await page.keyboard.press('Escape');
  await until(
    () => page.getByRole('dialog').count(),
    (count) => count === 0,
    'the dialog is closed',
  );
}

/** Changes the own last message from the empty composer. */
export async function editLast({ page }, text) {
  const box = page.getByRole('textbox', { name: 'Message', exact: true });
  const edit = page.getByRole('textbox', { name: 'Edit the message' });
  // One that is still on its way cannot be edited yet.
  await until(
    () => page.locator('[data-state=pending]').count(),
    (count) => count === 0,
    'everything is sent',
  );
  assert.equal(await box.inputValue(), '', 'the box is empty');
  await box.press('ArrowUp');
  await edit.fill(text);
  await edit.press('Enter');
  await until(
    () => edit.count(),
    (count) => count === 0,
    'the edit is done',
  );
}

/** The accessibility rules that the page breaks now. */
export async function axeViolations({ page }) {
  // What is still being put into its place changes under the eyes of axe.
  await page.waitForFunction(() => document.querySelector('.timeline-unplaced') === null);
  // Evaluated by the debugger, not by a script element, which the page's policy would refuse.
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { violations } = await globalThis.axe.run(document);
    return violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .slice(0, 3)
          .map(({ html, failureSummary }) => `${html} ${failureSummary}`)
          .join(' | ')}`,
    );
  });
}

/** What the page's policy had to stop. */
export function policyReports({ page }) {
  return page.evaluate(() => globalThis.policyReports);
}
