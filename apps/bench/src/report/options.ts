import { parseArgs } from 'node:util';
import { scenarioNames } from './scenarios.js';

/** What `npm run bench` was asked for. */
export interface Options {
  scenarios: readonly string[];
  rounds: number;
  seconds: number;
  url: string | null;
  out: string;
}

/** The command line does not make sense; the message says what to write instead. */
export class OptionsError extends Error {}

export const usage = `npm run bench -- [--only S100,D100] [--rounds 3] [--seconds 6] [--url https://…] [--out bench-results/name.md]
scenarios: ${scenarioNames.join(', ')}`;

/** Reads the command line. @throws OptionsError */
export function parseOptions(args: readonly string[], now: Date): Options {
  const { values } = parse(args);
  const wanted = values.only === undefined ? scenarioNames : values.only.split(',').map((name) => name.trim());
  const unknown = wanted.find((name) => !scenarioNames.includes(name));
  if (unknown !== undefined) throw new OptionsError(`--only: there is no scenario "${unknown}"`);
  const stamp = now.toISOString().slice(0, 19).replace(/[:T]/g, '-');
  return {
    scenarios: scenarioNames.filter((name) => wanted.includes(name)),
    rounds: readWhole('--rounds', values.rounds, 1, 20),
    seconds: readWhole('--seconds', values.seconds, 1, 120),
    url: values.url === undefined ? null : readUrl(values.url),
    out: values.out ?? `bench-results/${stamp}.md`,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        only: { type: 'string' },
        rounds: { type: 'string', default: '3' },
        seconds: { type: 'string', default: '6' },
        url: { type: 'string' },
        out: { type: 'string' },
      },
    });
  } catch (error) {
    throw new OptionsError(error instanceof Error ? error.message : String(error));
  }
}

function readWhole(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most)
    throw new OptionsError(`${name} takes a whole number from ${least} to ${most}`);
  return value;
}

function readUrl(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new OptionsError('--url takes an http:// or https:// address');
  return text;
}
