// Browser tests against the built product, started as its users start it: node apps/web/e2e/run.mjs [<part of a name>]
import { launch } from './browser.mjs';
import { accessibility } from './accessibility.e2e.mjs';
import { arrival } from './arrival.e2e.mjs';
import { conversation } from './conversation.e2e.mjs';
import { faults } from './faults.e2e.mjs';
import { hostileText } from './hostile-text.e2e.mjs';
import { keyboard } from './keyboard.e2e.mjs';
import { mail } from './mail.e2e.mjs';
import { mentions } from './mentions.e2e.mjs';
import { moderation } from './moderation.e2e.mjs';
import { notifications } from './notifications.e2e.mjs';
import { offline } from './offline.e2e.mjs';
import { otherOrigin } from './other-origin.e2e.mjs';
import { pictures } from './pictures.e2e.mjs';
import { reading } from './reading.e2e.mjs';
import { reconnecting } from './reconnecting.e2e.mjs';
import { rooms } from './rooms.e2e.mjs';
import { sleeper } from './sleeper.e2e.mjs';
import { speech } from './speech.e2e.mjs';
import { timeline } from './timeline.e2e.mjs';
import { webhooks } from './webhooks.e2e.mjs';
import { prepareProduct } from './product.mjs';

const wanted = process.argv[2] ?? '';
const tests = [
  ...conversation,
  ...rooms,
  ...timeline,
  ...reading,
  ...keyboard,
  ...hostileText,
  ...mentions,
  ...pictures,
  ...notifications,
  ...moderation,
  ...accessibility,
  ...otherOrigin,
  ...faults,
  ...reconnecting,
  ...sleeper,
  ...offline,
  ...arrival,
  ...mail,
  ...speech,
  ...webhooks,
].filter(({ name }) => name.includes(wanted));
const TEST_MS = 120_000;
/** Most of a test is waiting. Each lane has a product and a browser of its own, so tests in one do not meet those in another. */
const LANES = 2;
/** How much of a page is told when its test fails. */
const SHOWN_LENGTH = 1_500;

const waiting = tests.values();
const lanes = Array.from({ length: Math.min(LANES, tests.length) }, () => runLane(waiting));
const ended = (await Promise.allSettled(lanes)).map(({ reason, value }) => {
  if (reason) console.log(`FAIL ${reason instanceof Error ? reason.stack : String(reason)}`);
  // A lane that broke off has failed, whatever had passed in it.
  return value ?? { passed: 0, failed: 1 };
});
const sum = (key) => ended.reduce((total, lane) => total + lane[key], 0);
console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
process.exitCode = sum('failed') > 0 || sum('passed') === 0 ? 1 : 0;

/** Takes test after test until none is left. */
async function runLane(waiting) {
  const product = await prepareProduct();
  const counts = { passed: 0, failed: 0 };
  let browser;
  try {
    await product.start();
    browser = await launch();
    for (const test of waiting) {
      const startedAt = Date.now();
      const isPassed = await run(test, browser, product);
      counts[isPassed ? 'passed' : 'failed'] += 1;
      if (isPassed) console.log(`ok   ${test.name} (${Date.now() - startedAt} ms)`);
    }
  } finally {
    await browser?.close();
    await product.close();
  }
  return counts;
}

async function run(test, browser, product) {
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${TEST_MS} ms`)), TEST_MS);
  });
  try {
    await Promise.race([test.run({ browser, url: product.url, product }), limit]);
    return true;
  } catch (error) {
    console.log(`FAIL ${test.name}\n     ${error instanceof Error ? error.stack : String(error)}`);
    for (const page of browser.contexts().flatMap((context) => context.pages())) console.log(await describePage(page));
    return false;
  } finally {
    clearTimeout(timer);
    for (const context of browser.contexts()) await context.close();
  }
}

/** What a page showed when its test failed. */
async function describePage(page) {
  const look = page.evaluate(() => document.body.innerText.replace(/\s+/g, ' '));
  const text = await look.catch((error) => String(error));
  return `     ${page.url()} showed: ${text.slice(0, SHOWN_LENGTH)}`;
}
