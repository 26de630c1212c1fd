import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { AddressInfo } from 'node:net';
import type { Env } from '../config/env.schema.js';

/** What every worker may see of this process's environment. */
const NAMES = ['PATH', 'HOME', 'LANG', 'TZ', 'NODE_ENV', 'NODE_EXTRA_CA_CERTS', 'TMPDIR'];
/** Settings of handlers, which the worker alone reads. */
const OWN = /^(SENTIMENT|COMPREHEND|SPEECH)_/;
const ACCOUNT = /^AWS_/;
/** Settings that make a handler call AWS, besides pictures in S3. */
const USES_ACCOUNT = /^(comprehend|polly)$/;

/** Signs answers of workers: the secret that they were given, or one that only the own worker of this process knows. */
export function createWorkerSecret(env: Pick<Env, 'JOBS_SECRET'>): string {
  return env.JOBS_SECRET ?? randomBytes(32).toString('base64url');
}

/** The program of the embedded worker. */
export function workerProgram(env: Pick<Env, 'JOBS_PROGRAM'>): string {
  return env.JOBS_PROGRAM ?? fileURLToPath(import.meta.resolve('@tertulia/worker/embedded'));
}

/** All that the embedded worker gets of the environment: never the database, and the account of AWS only if it is used. */
export function workerEnvironment(
  env: Pick<Env, 'DATA_DIR' | 'LOG_LEVEL' | 'OBJECT_STORE' | 'S3_BUCKET'>,
  source: Record<string, string | undefined>,
  results: { url: string; secret: string },
): Record<string, string> {
  const own = Object.entries(source).filter(([name]) => OWN.test(name));
  const usesAccount = env.OBJECT_STORE === 's3' || own.some(([, value]) => USES_ACCOUNT.test(value ?? ''));
  const entries: [string, string | undefined][] = [
    ...NAMES.map((name): [string, string | undefined] => [name, source[name]]),
    ...own,
    ...(usesAccount ? Object.entries(source).filter(([name]) => ACCOUNT.test(name)) : []),
    ['DATA_DIR', env.DATA_DIR],
    ['LOG_LEVEL', env.LOG_LEVEL],
    ['OBJECT_STORE', env.OBJECT_STORE],
    ['S3_BUCKET', env.S3_BUCKET],
    ['RESULTS_URL', results.url],
    ['JOBS_SECRET', results.secret],
  ];
  return Object.fromEntries(entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/** Where this process can be reached from itself. */
export function ownUrl({ address, port, family }: AddressInfo): string {
  if (address === '0.0.0.0' || address === '::') return `http://127.0.0.1:${port}`;
  return family === 'IPv6' ? `http://[${address}]:${port}` : `http://${address}:${port}`;
}
