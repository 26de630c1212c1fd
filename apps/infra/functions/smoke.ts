/** Longest wait for one answer. */
const TIMEOUT_MS = 8_000;
const TRIES = 3;

/** What ECS understands. Source: ECS developer guide, "Lifecycle hooks for Amazon ECS service deployments". */
interface HookAnswer {
  hookStatus: 'SUCCEEDED' | 'FAILED';
}

/**
 * Asks the new nodes, by the test listener, whether they are ready and who they are. What is no clear yes takes the deployment
 * back before anybody was sent to them.
 */
export async function handler(): Promise<HookAnswer> {
  const url = process.env['SMOKE_URL'] ?? '';
  for (let attempt = 1; ; attempt += 1) {
    const problem = await lookAt(url);
    process.stdout.write(`${JSON.stringify({ attempt, problem: problem ?? 'none' })}\n`);
    if (problem === undefined) return { hookStatus: 'SUCCEEDED' };
    if (attempt === TRIES) return { hookStatus: 'FAILED' };
  }
}

/** @returns what is wrong, if anything is. */
async function lookAt(url: string): Promise<string | undefined> {
  try {
    const ready = await ask(url, '/api/health/ready');
    if (ready.status !== 200) return `not ready: ${ready.status}`;
    const instance = await ask(url, '/api/instance');
    const name = instance.headers.get('x-instance-id') ?? '';
    if (instance.status !== 200 || name === '') return `nameless: ${instance.status}`;
    const body: unknown = await instance.json();
    const said = typeof body === 'object' && body !== null && 'instanceId' in body ? body.instanceId : undefined;
    return said === name ? undefined : 'the name in the header is not the one in the answer';
  } catch (error) {
    return error instanceof Error ? error.name : 'unknown';
  }
}

function ask(url: string, path: string): Promise<Response> {
  return fetch(new URL(path, url), { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
}
