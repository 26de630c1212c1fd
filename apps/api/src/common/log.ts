import type { LoggerService } from '@nestjs/common';
import pino, { type Logger } from 'pino';
import type { Env } from '../config/env.schema.js';

/** The one logger: JSON lines in production, short lines for people otherwise. Fields are chosen, never whole objects. */
export type Log = Logger;

/** Token of the logger. */
export const LOG = Symbol('LOG');

export function createLog(env: Pick<Env, 'LOG_LEVEL' | 'NODE_ENV'>, instanceId: string): Log {
  const base = { level: env.LOG_LEVEL, base: { instance: instanceId }, timestamp: pino.stdTimeFunctions.isoTime };
  return env.NODE_ENV === 'production'
    ? pino(base)
    : pino(base, { write: (line: string) => process.stderr.write(forPeople(line)) });
}

/** `12:00:00 warn  sentence {field}` from pino's JSON line; the JSON encoding of values keeps an entry on one line. */
function forPeople(line: string): string {
  const { time, level, msg, instance: _instance, ...fields } = JSON.parse(line) as Record<string, unknown>;
  const name = pino.levels.labels[Number(level)] ?? 'info';
  const rest = Object.keys(fields).length > 0 ? ` ${JSON.stringify(fields)}` : '';
  return `${String(time).slice(11, 19)} ${name.padEnd(5)} ${JSON.stringify(String(msg ?? '')).slice(1, -1)}${rest}\n`;
}

/** What an error may say in a log: its class, code and message; no stack fields of drivers, which hold parameters. */
export function describeError(error: unknown): { error: string; code?: string } {
  if (!(error instanceof Error)) return { error: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return { error: `${error.name}: ${error.message}`.slice(0, 300), ...(code && { code }) };
}

/** Nest's own lines through the same logger; its start-up chatter only at debug. */
export class NestLog implements LoggerService {
  constructor(private readonly target: Log) {}

  log(message: unknown): void {
    this.target.debug(String(message));
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.target.error({ context: String(rest.at(-1) ?? '') }, String(message));
  }

  warn(message: unknown): void {
    this.target.warn(String(message));
  }

  debug(message: unknown): void {
    this.target.debug(String(message));
  }
}
