import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { CONTROL_PATH, type FakeSes, sesEnvironment } from './fake-ses.js';
import type { AcceptedMail, SeenRequest, SesBehaviour } from './ses-behaviour.js';

/** The fake of SES as a process of its own, for tests that kill everything else. */
export async function startFakeSesProcess(behaviour: Partial<SesBehaviour> = {}): Promise<FakeSes> {
  // What was compiled, also when the sources are being tested.
  const program = fileURLToPath(new URL('../dist/fake-ses-main.js', import.meta.url));
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then((): never => {
      throw new Error('The fake of SES ended.');
    }),
  ]);
  const url = String(line).trim();
  const ses: FakeSes = {
    url,
    environment: sesEnvironment(url),
    set: async (change) => void (await control(url, 'PUT', change)),
    accepted: async () => (await control(url, 'GET')).accepted,
    seen: async () => (await control(url, 'GET')).seen,
    reset: async () => void (await control(url, 'DELETE')),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
  await ses.set(behaviour);
  return ses;
}

interface State {
  accepted: AcceptedMail[];
  seen: SeenRequest[];
}

async function control(url: string, method: string, body?: unknown): Promise<State> {
  const answer = await fetch(url + CONTROL_PATH, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(10_000),
  });
  const state: Partial<State> = JSON.parse(await answer.text());
  return { accepted: state.accepted ?? [], seen: state.seen ?? [] };
}
