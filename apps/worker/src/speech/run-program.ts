import { spawn } from 'node:child_process';
import { MOST_SOUND_BYTES, VoiceUnavailableError } from './voice.js';

/** What a program needs to see of the environment: where programs are. Never our secrets. */
const environment = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C.UTF-8' };

/**
 * Runs a program that reads text and writes sound; never through a shell, and the text never among its arguments, where others
 * could read it. It is ended when the signal fires or when it writes too much.
 * @throws {VoiceUnavailableError} when it was ended or failed.
 */
export function runProgram(
  program: string,
  args: readonly string[],
  text: string,
  signal: AbortSignal,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(new VoiceUnavailableError('The time was over before it began.'));
      return;
    }
    const child = spawn(program, args, { env: environment, stdio: ['pipe', 'pipe', 'ignore'] });
    const chunks: Buffer[] = [];
    let bytes = 0;
    let problem: string | undefined;
    const end = (reason: string): void => {
      problem ??= reason;
      child.kill('SIGKILL');
    };
    const handleAbort = () => end('It took too long.');
    signal.addEventListener('abort', handleAbort, { once: true });
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MOST_SOUND_BYTES) end('It wrote too much.');
      else chunks.push(chunk);
    });
    child.once('error', (error) => (problem ??= error.message));
    child.once('close', (code) => {
      signal.removeEventListener('abort', handleAbort);
      if (problem === undefined && code === 0 && bytes > 0) resolve(Buffer.concat(chunks));
      else reject(new VoiceUnavailableError(problem ?? `It ended with ${code} after ${bytes} bytes.`));
    });
    // One that ended early reads no more; its end is what counts.
    child.stdin.on('error', () => undefined);
    child.stdin.end(text);
  });
}
