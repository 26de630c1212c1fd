import { foldText } from '../ui/fold-text.js';
import { isInFence } from '../ui/text-edit.js';

/** What can be completed while it is typed. */
export type TriggerKind = 'person' | 'room' | 'emoji' | 'command';

/** The word at the caret that can be completed; `start` is where its sign stands. */
export interface Trigger {
  kind: TriggerKind;
  start: number;
  query: string;
}

/** One thing that the word may become. */
export interface Suggestion {
  id: string;
  /** What is written in the place of the word. */
  insert: string;
  /** A sign or picture before the label. */
  sign: string;
  label: string;
  detail: string;
  /** Other words that it is found by. */
  words: readonly string[];
  isAway?: boolean;
}

const LONGEST_WORD = 34;
const WORD = /(?:^|[\s([{<"'«“¡¿,;/])([@#:])([\p{L}\p{M}\p{N}_.+-]{0,32})$/u;
const COMMAND = /^\/(\p{L}{0,16})$/u;
const KINDS: Record<string, TriggerKind> = { '@': 'person', '#': 'room', ':': 'emoji' };
const MOST = 8;

/** What stands at the caret, if it can be completed. */
export function findTrigger(text: string, caret: number): Trigger | undefined {
  const command = caret <= LONGEST_WORD ? COMMAND.exec(text.slice(0, caret)) : null;
  if (command) return { kind: 'command', start: 0, query: command[1] ?? '' };
  const from = Math.max(0, caret - LONGEST_WORD);
  const [, sign = '', query = ''] = WORD.exec(text.slice(from, caret)) ?? [];
  const kind = KINDS[sign];
  if (kind === undefined || isInFence(text, caret)) return undefined;
  if (kind === 'emoji' && !/^[\p{L}_+-][\p{L}\p{N}_+-]/u.test(query)) return undefined;
  return { kind, start: caret - query.length - 1, query };
}

/**
 * The suggestions that fit a query: those of `recent` first in its order, then the others by name, and in each group what
 * begins with the query before what holds it; those who are not in the room always last.
 */
export function rankSuggestions(
  all: readonly Suggestion[],
  query: string,
  recent: readonly string[] = [],
  most = MOST,
): Suggestion[] {
  const wanted = foldText(query);
  const ranked = all.flatMap((suggestion) => {
    const fit = fitOf(suggestion, wanted);
    if (fit === undefined) return [];
    const place = recent.indexOf(suggestion.id);
    const group = suggestion.isAway ? 2 : place >= 0 ? 0 : 1;
    return [{ suggestion, group, fit, place }];
  });
  ranked.sort(
    (a, b) =>
      a.group - b.group ||
      a.fit - b.fit ||
      a.place - b.place ||
      a.suggestion.label.localeCompare(b.suggestion.label, undefined, { numeric: true }),
  );
  return ranked.slice(0, most).map(({ suggestion }) => suggestion);
}

function fitOf({ label, words }: Suggestion, wanted: string): 1 | 2 | undefined {
  const all = [label, ...words].map(foldText);
  if (all.some((word) => word.startsWith(wanted))) return 1;
  return all.some((word) => word.includes(wanted)) ? 2 : undefined;
}

/** Commands of the composer; the page decides which of them it can run. */
export const commandIds = ['search', 'shrug', 'invite', 'leave'] as const;
export type CommandId = (typeof commandIds)[number];

/** A whole text that is a command, with what follows its name. */
export function readCommand(text: string, offered: readonly CommandId[]): [CommandId, string] | undefined {
  const [, name, argument = ''] = /^\/(\p{L}{1,16})(?:\s+([^]*))?$/u.exec(text.trim()) ?? [];
  const id = offered.find((candidate) => candidate === name?.toLowerCase());
  return id && [id, argument.trim()];
}
