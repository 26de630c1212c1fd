import { type Json } from './templates.js';

/**
 * Whether an event matches a pattern of EventBridge, as far as ours go: values, prefixes, and fields within fields. Source:
 * EventBridge user guide, "Comparison operators". What it does not know it refuses.
 */
export function matches(pattern: Json | undefined, event: unknown): boolean {
  if (typeof pattern !== 'object' || pattern === null || Array.isArray(pattern)) throw new Error('This is no pattern.');
  return Object.entries(pattern).every(([field, wanted]) => {
    const value = typeof event === 'object' && event !== null ? Reflect.get(event, field) : undefined;
    return Array.isArray(wanted) ? matchesOne(wanted, value) : matches(wanted, value);
  });
}

function matchesOne(wanted: Json[], value: unknown): boolean {
  // Of a list one is enough.
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.some((one) => wanted.some((want) => matchesValue(want, one)));
}

function matchesValue(want: Json, value: unknown): boolean {
  if (typeof want !== 'object' || want === null) return want === value;
  if (Array.isArray(want) || Object.keys(want).join() !== 'prefix')
    throw new Error('A kind of match that is not known here.');
  const { prefix } = want;
  return typeof value === 'string' && typeof prefix === 'string' && value.startsWith(prefix);
}
