// What the web app costs on a slow device, on the built product: node apps/web/e2e/measure.mjs [rounds]
// Script bytes until the first message can be written, times, longest task and layout shift with the processor slowed four times.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { launch, say, until } from './browser.mjs';
import { prepareProduct } from './product.mjs';

const SLOWDOWN = 4;
const rounds = Number(process.argv[2] ?? 3);
const dist = fileURLToPath(new URL('../dist/', import.meta.url));
/** A picture of 600 × 400 points that takes its time, as on a slow network. */
const PICTURE = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" width="600" height="400"><rect width="600" height="400" fill="#a63f27"/></svg>',
);
const PICTURE_DELAY_MS = 300;

function watch() {
  globalThis.seen = { longest: 0, blocked: 0, tasks: 0, shift: 0, shifts: [] };
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      globalThis.seen.longest = Math.max(globalThis.seen.longest, duration);
      globalThis.seen.blocked += Math.max(0, duration - 50);
      globalThis.seen.tasks += 1;
    }
  }).observe({ type: 'longtask', buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (entry.hadRecentInput) continue;
      globalThis.seen.shift += entry.value;
      for (const { node } of entry.sources) globalThis.seen.shifts.push(node?.className || node?.nodeName || '?');
    }
  }).observe({ type: 'layout-shift', buffered: true });
}

async function openSlow(browser, url) {
  const context = await browser.newContext({
    baseURL: url,
    locale: 'en',
    viewport: { width: 390, height: 780 },
    hasTouch: true,
    reducedMotion: 'reduce',
  });
  await context.addInitScript(watch);
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });
  const scripts = new Set();
  page.on('request', (request) => {
    if (request.resourceType() === 'script') scripts.add(new URL(request.url()).pathname);
  });
  return { context, page, scripts };
}

const gzipped = (scripts) =>
  [...scripts].reduce((sum, path) => sum + gzipSync(readFileSync(dist + path.slice(1)), { level: 9 }).length, 0);

/** From an empty browser to the first own message, as a stranger with a link. */
async function measureFirstVisit(browser, url) {
  const { context, page, scripts } = await openSlow(browser, url);
  const startedAt = performance.now();
  await page.goto('/r/general', { waitUntil: 'commit' });
  const button = page.getByRole('button', { name: /^Enter/ });
  await button.click();
  const entered = performance.now() - startedAt;
  const box = page.getByRole('textbox', { name: /^Message/ });
  await box.waitFor();
  const loadedScripts = gzipped(scripts);
  await say({ page }, 'The first thing I say here.');
  await page.locator('article').filter({ hasText: 'The first thing I say here.' }).first().waitFor();
  const written = performance.now() - startedAt;
  const seen = await page.evaluate(() => globalThis.seen);
  await context.close();
  return {
    'script before the first message, KiB gzip': loadedScripts / 1_024,
    'until the way in was pressed, ms': entered,
    'until the first own message was there, ms': written,
    'longest task of the first visit, ms': seen.longest,
    'layout shift of the first visit': seen.shift,
  };
}

/** Gives every fifth message of a page of history a picture; there are no uploads to make real ones with. */
async function withPictures(page) {
  await page.route('**/pictures/*.svg', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, PICTURE_DELAY_MS));
    await route.fulfill({ contentType: 'image/svg+xml', body: PICTURE });
  });
  await page.route('**/api/rooms/*/messages?*', async (route) => {
    const response = await route.fetch();
    const body = await response.json();
    for (const message of body.items ?? []) {
      if (message.seq % 5 !== 0) continue;
      const url = `/pictures/${message.seq}.svg`;
      message.attachments = [
        {
          id: message.id,
          status: 'ready',
          url,
          thumbnailUrl: url,
          width: 600,
          height: 400,
          contentType: 'image/png',
          bytes: PICTURE.length,
          alt: 'A plain picture',
        },
      ];
    }
    await route.fulfill({ response, json: body });
  });
}

/**
 * Scrolls up line by line and gives by how many points the line that is being read moved otherwise than it was scrolled. The
 * browser's own score of layout shift is of no use while something scrolls: it counts a line that stays where it is when
 * what is above it is measured in the same frame.
 */
function scrollWhileReading() {
  const log = document.querySelector('[role=log]');
  // After the frame was drawn: what is corrected within it, nobody sees.
  const frame = () =>
    new Promise((resolve) =>
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = resolve;
        channel.port2.postMessage(undefined);
      }),
    );
  const read = async (step) => {
    const { top } = log.getBoundingClientRect();
    const line = [...log.querySelectorAll('article')].find((one) => one.getBoundingClientRect().top > top);
    if (!line) return 0;
    const [before, from] = [line.getBoundingClientRect().top, log.scrollTop];
    log.scrollBy(0, -step);
    const scrolled = from - log.scrollTop;
    let most = 0;
    for (let frames = 0; frames < 3; frames += 1) {
      await frame();
      if (!line.isConnected) break;
      const moved = line.getBoundingClientRect().top - before;
      // A page of earlier messages that comes in this very moment may hold the line where it was: then nothing moves.
      most = Math.max(most, Math.min(Math.abs(moved - scrolled), Math.abs(moved)));
    }
    return most;
  };
  return (async () => {
    let most = 0;
    for (let step = 0; step < 150; step += 1) most = Math.max(most, await read(80));
    return most;
  })();
}

/** A session with another person writing, reading back far, pictures that come late, and an own message. */
async function measureSession(browser, url, writer) {
  const { context, page } = await openSlow(browser, url);
  await withPictures(page);
  await page.goto('/r/general');
  await page.getByRole('button', { name: /^Enter/ }).click();
  await page.getByRole('textbox', { name: /^Message/ }).waitFor();
  await page.locator('article').first().waitFor();
  const shifts = () => page.evaluate(() => globalThis.seen.shift);
  for (let turn = 0; turn < 10; turn += 1) await writer(`Something new, part ${turn}`);
  await page.getByText('Something new, part 9').last().waitFor();
  const atTheEnd = await shifts();
  const moved = await page.evaluate(scrollWhileReading);
  await page.locator('article img').first().waitFor();
  const beforeRest = await shifts();
  for (let turn = 0; turn < 5; turn += 1) await writer(`Written while the reader was far up, part ${turn}`);
  await page
    .getByRole('button', { name: /new messages/ })
    .first()
    .waitFor();
  await until(() => page.evaluate(() => [...document.images].every((image) => image.complete)), Boolean, 'pictures');
  const atRest = (await shifts()) - beforeRest;
  const { longest } = await page.evaluate(() => globalThis.seen);
  if (atTheEnd + atRest > 0) {
    const names = await page.evaluate(() => [...new Set(globalThis.seen.shifts)]);
    console.log(`  moved: ${names.join(', ')}`);
  }
  await context.close();
  return {
    'longest task of a session, ms': longest,
    'layout shift while messages come at the end': atTheEnd,
    'layout shift while pictures and messages come to a reader who rests': atRest,
    'most that the line being read moved by itself, points': moved,
  };
}

const product = await prepareProduct();
await product.start();
const browser = await launch();
try {
  const token = await (await fetch(`${product.url}/api/session`, post({}))).json();
  const headers = { authorization: `Bearer ${token.token}` };
  const writer = async (text) => {
    const answer = await fetch(`${product.url}/api/rooms/general/publish`, post({ message: text }, headers));
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  };
  for (let index = 0; index < 400; index += 1) await writer(`Message ${index} of the evening, with some words in it.`);
  const results = [];
  for (let round = 0; round < rounds; round += 1) {
    results.push({
      ...(await measureFirstVisit(browser, product.url)),
      ...(await measureSession(browser, product.url, writer)),
    });
  }
  for (const name of Object.keys(results[0])) {
    const values = results.map((result) => result[name]).sort((a, b) => a - b);
    const show = (value) => (value > 20 ? value.toFixed(0) : value.toFixed(4));
    console.log(`${name}: ${show(values[values.length >> 1])} (${show(values[0])} to ${show(values.at(-1))})`);
  }
} finally {
  await browser.close();
  await product.close();
}

function post(body, headers = {}) {
  return { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}
