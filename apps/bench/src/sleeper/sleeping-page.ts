/// <reference lib="dom" />
import type { Session } from '@tertulia/contract';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const LIMIT_MS = 60_000;
/** Steps up through the room, half a window each, in search of what is missing or doubled. */
const MOST_STEPS = 400;
const HOUR_MS = 3_600_000;

/** How often the page asked for something since it woke. */
export interface Asked {
  requests: number;
  sockets: number;
  frames: number;
}

/** Starts the browser of a run. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: FLAGS });
}

/** The built web app in a window that can be put to sleep, as by a closed lid: nothing of it runs, and its clock jumps. */
export class SleepingPage {
  readonly asked: Asked = { requests: 0, sockets: 0, frames: 0 };

  private constructor(
    private readonly context: BrowserContext,
    private readonly page: Page,
    private readonly rendererPids: readonly number[],
  ) {
    page.on('request', () => (this.asked.requests += 1));
    page.on('websocket', (socket) => {
      this.asked.sockets += 1;
      socket.on('framereceived', () => (this.asked.frames += 1));
    });
  }

  /** Opens a room as somebody who is signed in, and waits until its last message is drawn. */
  static async open(browser: Browser, url: string, session: Session, roomId: string, last: string) {
    const context = await browser.newContext({ locale: 'en', viewport: { width: 1280, height: 800 } });
    await context.addInitScript((kept) => localStorage.setItem('tertulia.session', kept), JSON.stringify(session));
    // The clock jumps while nothing runs, as with a closed lid; timers go on from there.
    await context.addInitScript(() => {
      const now = Date.now.bind(Date);
      Object.assign(globalThis, { leap: 0 });
      Date.now = () => now() + Number(Reflect.get(globalThis, 'leap'));
    });
    const page = await context.newPage();
    await page.goto(`${url}/r/${roomId}`);
    await page.getByText(last, { exact: true }).waitFor({ timeout: LIMIT_MS });
    return new SleepingPage(context, page, await findRenderers(browser));
  }

  async fallAsleep(): Promise<void> {
    await this.page.evaluate((ms) => void Object.assign(globalThis, { leap: ms }), HOUR_MS);
    for (const pid of this.rendererPids) process.kill(pid, 'SIGSTOP');
  }

  /** @returns milliseconds until the last message is on the screen and the title counts the mentions. */
  async wake(last: string, mentions: number): Promise<{ lastMs: number; wholeMs: number }> {
    Object.assign(this.asked, { requests: 0, sockets: 0, frames: 0 });
    const began = performance.now();
    for (const pid of this.rendererPids) process.kill(pid, 'SIGCONT');
    await this.page.waitForFunction(isOnScreen, last, { timeout: LIMIT_MS });
    const lastMs = performance.now() - began;
    await this.page.waitForFunction((mark) => document.title.startsWith(mark), `(${mentions})`, { timeout: LIMIT_MS });
    return { lastMs, wholeMs: performance.now() - began };
  }

  /** Reads upwards until so many messages were seen. @returns their ids in the order of the room. */
  async readUp(count: number): Promise<string[]> {
    const ids = await this.page.evaluate(readUp, { count, mostSteps: MOST_STEPS });
    return ids.slice(-count);
  }

  async close(): Promise<void> {
    for (const pid of this.rendererPids) process.kill(pid, 'SIGCONT');
    await this.context.close();
  }
}

/** The processes of this browser that run pages. */
async function findRenderers(browser: Browser): Promise<number[]> {
  const devtools = await browser.newBrowserCDPSession();
  const { processInfo } = await devtools.send('SystemInfo.getProcessInfo');
  await devtools.detach();
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}

/* In the page, where nothing of this file is known: */

function isOnScreen(text: string): boolean {
  for (const article of document.querySelectorAll('[role=log] article')) {
    if (!article.textContent?.includes(text)) continue;
    const { top, bottom } = article.getBoundingClientRect();
    if (bottom > 0 && top < innerHeight) return true;
  }
  return false;
}

async function readUp({ count, mostSteps }: { count: number; mostSteps: number }): Promise<string[]> {
  const log = document.querySelector('[role=log]');
  let known: string[] = [];
  for (let step = 0; log && step < mostSteps && known.length < count; step += 1) {
    const drawn = [...log.querySelectorAll('article[data-message]')].map(
      (one) => one.getAttribute('data-message') ?? '',
    );
    // The drawn part overlaps with the one below it; what is above it is new.
    const overlap = known.length === 0 ? drawn.length : drawn.indexOf(known[0] ?? '');
    if (overlap > 0) known = [...drawn.slice(0, overlap), ...known];
    log.scrollBy(0, -log.clientHeight / 2);
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 20)));
  }
  return known;
}
