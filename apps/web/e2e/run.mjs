// Browser tests against the built product, started as its users start it: node apps/web/e2e/run.mjs [<part of a name>]
import { launch } from './browser.mjs';
import { accessibility } from './accessibility.e2e.mjs';
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
import { rooms } from './rooms.e2e.mjs';
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
  ...offline,
  ...mail,
  ...speech,
  ...webhooks,
].filter(({ name }) => name.includes(wanted));
const TEST_MS = 120_000;

const product = await prepareProduct();
let passed = 0;
let failed = 0;
let browser;
try {
  await product.start();
  browser = await launch();
  for (const test of tests) {
    const { name } = test;
    const startedAt = Date.now();
    if (!(await isPassed(name, test))) {
      failed += 1;
      continue;
    }
    passed += 1;
    console.log(`ok   ${name} (${Date.now() - startedAt} ms)`);
  }
} finally {
  await browser?.close();
  await product.close();
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

async function isPassed(name, test) {
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${TEST_MS} ms`)), TEST_MS);
  });
  try {
    await Promise.race([test.run({ browser, url: product.url, product }), limit]);
    return true;
  } catch (error) {
    console.log(`FAIL ${name}\n     ${error instanceof Error ? error.stack : String(error)}`);
    return false;
  } finally {
    clearTimeout(timer);
    for (const context of browser.contexts()) await context.close();
  }
}
