const SCRIPT = /<script[^>]+src="(\/assets\/index-[^"]+\.js)"/;

/** The main script that a page names; its name changes with its content. */
export function mainScriptOf(html: string): string | undefined {
  return SCRIPT.exec(html)?.[1];
}

/**
 * Whether the server has another version of the app than this page runs. Without an answer, or with one that is no page
 * of ours, there is none.
 */
export async function hasNewVersion(ask: typeof fetch = fetch): Promise<boolean> {
  const running = document.querySelector<HTMLScriptElement>('script[type=module][src^="/assets/index-"]');
  if (!running) return false;
  try {
    const response = await ask('/index.html', { cache: 'no-store', signal: AbortSignal.timeout(10_000) });
    const served = response.ok ? mainScriptOf(await response.text()) : undefined;
    return served !== undefined && served !== new URL(running.src).pathname;
  } catch {
    return false;
  }
}
