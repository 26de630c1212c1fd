import { createRequire } from 'node:module';
import type { Plugin } from 'vite';
import * as z from 'zod/mini';

const PREFIX = 'virtual:emoji/';
/** Newer ones are boxes on many devices, and the API's Unicode may not know them. */
const NEWEST = 15;
const TONES = ['none', 'light', 'medium-light', 'medium', 'medium-dark', 'dark'];
const require = createRequire(import.meta.url);

const skinSchema = z.object({ emoji: z.string(), tone: z.union([z.number(), z.array(z.number())]) });
const emojiSchema = z.object({
  emoji: z.string(),
  hexcode: z.string(),
  label: z.string(),
  version: z.number(),
  group: z.optional(z.number()),
  tags: z._default(z.array(z.string()), []),
  skins: z._default(z.array(skinSchema), []),
});
const messagesSchema = z.object({
  groups: z.array(z.object({ key: z.string(), message: z.string(), order: z.number() })),
  skinTones: z.array(z.object({ key: z.string(), message: z.string() })),
});
const codesSchema = z.record(z.string(), z.union([z.string(), z.array(z.string())]));

/** Makes `virtual:emoji/<language>`: names and search words of all emoji, as far as the picker needs them, in a file of its own. */
export function emojiNames(): Plugin {
  return {
    name: 'emoji-names',
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : undefined),
    load: (id) => (id.startsWith(`\0${PREFIX}`) ? moduleOf(id.slice(PREFIX.length + 1)) : undefined),
  };
}

function moduleOf(language: string): string {
  const all = z.array(emojiSchema).parse(require(`emojibase-data/${language}/data.json`));
  const messages = messagesSchema.parse(require(`emojibase-data/${language}/messages.json`));
  const codes = codesSchema.parse(require('emojibase-data/en/shortcodes/github.json'));
  const groups = messages.groups.filter(({ key }) => key !== 'component');
  const emojis = all
    .filter(({ group, version }) => version <= NEWEST && groups.some(({ order }) => order === group))
    .map(({ emoji, group, label, version, tags, hexcode, skins }) => {
      const words = [...new Set([...tags, ...[codes[hexcode] ?? []].flat()])];
      const toned = skins.flatMap((skin) => (typeof skin.tone === 'number' ? [[TONES[skin.tone], skin.emoji]] : []));
      const variants = toned.length > 0 && { skins: Object.fromEntries(toned) };
      return { emoji, category: group, label: capital(label), version, tags: words, ...variants };
    });
  const categories = groups.map(({ order, message }) => ({ index: order, label: capital(message) }));
  const skinTones = Object.fromEntries(messages.skinTones.map(({ key, message }) => [key, capital(message)]));
  // Parsing a text is several times faster than running the same as code.
  return `export default JSON.parse(${JSON.stringify(JSON.stringify({ locale: language, emojis, categories, skinTones }))})`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
