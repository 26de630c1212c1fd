import { parseArgs } from 'node:util';
import * as z from 'zod/mini';
import type { Spread } from '../load/statistics.js';

/** A whole number on a command line, within bounds. */
export const whole = (least: number, most: number) =>
  z.pipe(
    z.string().check(z.regex(/^\d+$/)),
    z.pipe(z.transform(Number), z.int().check(z.minimum(least), z.maximum(most))),
  );

/** One part of a bench as a command. */
export interface Command<Schema extends z.ZodMiniType> {
  usage: string;
  schema: Schema;
  /** What each option is without being given; undefined for one that is then left out. */
  defaults: Readonly<Record<string, string | undefined>>;
  /** @returns whether nothing was found that must not be. */
  run: (options: z.infer<Schema>) => Promise<boolean>;
}

/** Runs a command as its process: ends with 1 when it found something or failed, with 2 when it was not understood. */
export async function runCommand<Schema extends z.ZodMiniType>(command: Command<Schema>): Promise<void> {
  const options = readOptions(command);
  if (options === null) {
    log(command.usage);
    process.exitCode = 2;
    return;
  }
  try {
    process.exitCode = (await command.run(options)) ? 0 : 1;
  } catch (error) {
    log(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exitCode = 1;
  }
}

function readOptions<Schema extends z.ZodMiniType>({ schema, defaults }: Command<Schema>): z.infer<Schema> | null {
  const options = Object.fromEntries(
    Object.entries(defaults).map(([name, fallback]) => [
      name,
      { type: 'string' as const, ...(fallback !== undefined && { default: fallback }) },
    ]),
  );
  try {
    return z.parse(schema, { ...parseArgs({ options }).values });
  } catch {
    return null;
  }
}

/** Median and extremes in a sentence. */
export function show(result: Spread | null, digits = 2): string {
  if (!result) return '–';
  const [median, least, most] = [result.median, result.min, result.max].map((value) => value.toFixed(digits));
  return `${median} (${least} to ${most})`;
}

/** Beside the report, which goes to the standard output. */
export function log(line: string): void {
  process.stderr.write(`${line}\n`);
}
