import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../dist/run-event.js', import.meta.url));

/** Runs the built command on an event, as an operator does. */
export async function runEvent(
  name: string,
  event: object,
  environment: Record<string, string>,
): Promise<{ code: number; output: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'tertulia-event-'));
  const file = join(directory, 'event.json');
  await writeFile(file, JSON.stringify(event));
  try {
    return await new Promise((resolve) => {
      execFile(
        process.execPath,
        [program, name, file],
        { env: { PATH: process.env['PATH'] ?? '', ...environment }, timeout: 60_000 },
        (error, stdout, stderr) => resolve({ code: error ? Number(error.code ?? 1) : 0, output: stdout + stderr }),
      );
    });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
