/** Where a shortcut works: in the whole page, in the composer, in the timeline, or on one message of it. */
export type ShortcutScope = 'everywhere' | 'composer' | 'timeline' | 'message';

interface Shortcut {
  scope: ShortcutScope;
  /** `Mod` is Ctrl, or Cmd on a Mac; the last part is a `KeyboardEvent.key`. */
  keys: readonly string[];
}

/** The one table of shortcuts: handlers, hints and the help dialog are made from it. Consensus of the products named in the documentation. */
export const shortcuts = {
  quickSwitcher: { scope: 'everywhere', keys: ['Mod+K'] },
  previousRoom: { scope: 'everywhere', keys: ['Alt+ArrowUp'] },
  nextRoom: { scope: 'everywhere', keys: ['Alt+ArrowDown'] },
  previousUnreadRoom: { scope: 'everywhere', keys: ['Alt+Shift+ArrowUp'] },
  nextUnreadRoom: { scope: 'everywhere', keys: ['Alt+Shift+ArrowDown'] },
  back: { scope: 'everywhere', keys: ['Alt+ArrowLeft'] },
  forward: { scope: 'everywhere', keys: ['Alt+ArrowRight'] },
  nextRegion: { scope: 'everywhere', keys: ['F6', 'Ctrl+F6'] },
  previousRegion: { scope: 'everywhere', keys: ['Shift+F6', 'Ctrl+Shift+F6'] },
  searchEverywhere: { scope: 'everywhere', keys: ['Mod+Shift+F'] },
  mentions: { scope: 'everywhere', keys: ['Mod+Shift+M'] },
  panel: { scope: 'everywhere', keys: ['Mod+.'] },
  escape: { scope: 'everywhere', keys: ['Escape'] },
  readAll: { scope: 'everywhere', keys: ['Shift+Escape'] },
  help: { scope: 'everywhere', keys: ['Mod+/', '?'] },
  oldestUnread: { scope: 'everywhere', keys: ['Shift+PageUp'] },
  send: { scope: 'composer', keys: ['Enter'] },
  newLine: { scope: 'composer', keys: ['Shift+Enter'] },
  editLast: { scope: 'composer', keys: ['ArrowUp'] },
  replyToLast: { scope: 'composer', keys: ['Shift+ArrowUp'] },
  bold: { scope: 'composer', keys: ['Mod+B'] },
  italic: { scope: 'composer', keys: ['Mod+I'] },
  strike: { scope: 'composer', keys: ['Mod+Shift+X'] },
  code: { scope: 'composer', keys: ['Mod+Shift+C'] },
  pastePlain: { scope: 'composer', keys: ['Mod+Shift+V'] },
  attach: { scope: 'everywhere', keys: ['Mod+U'] },
  searchRoom: { scope: 'timeline', keys: ['Mod+F'] },
  previousMessage: { scope: 'timeline', keys: ['ArrowUp'] },
  nextMessage: { scope: 'timeline', keys: ['ArrowDown'] },
  firstLoaded: { scope: 'timeline', keys: ['Mod+Home'] },
  newest: { scope: 'timeline', keys: ['Mod+End'] },
  pageUp: { scope: 'timeline', keys: ['PageUp'] },
  pageDown: { scope: 'timeline', keys: ['PageDown'] },
  react: { scope: 'everywhere', keys: ['Mod+Shift+\\'] },
  editMessage: { scope: 'message', keys: ['E'] },
  replyMessage: { scope: 'message', keys: ['R'] },
  markUnread: { scope: 'message', keys: ['U'] },
  copyLink: { scope: 'message', keys: ['L'] },
  listenMessage: { scope: 'message', keys: ['P'] },
  deleteMessage: { scope: 'message', keys: ['Delete'] },
} as const satisfies Record<string, Shortcut>;

export type ShortcutId = keyof typeof shortcuts;

/** The names of all shortcuts, in the order of the table. */
export const shortcutIds = Object.keys(shortcuts) as ShortcutId[];

/** What a key event must have to be judged; a subset of `KeyboardEvent`. */
export interface Press {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/** Signs that sit on other keys, or need Shift, on other keyboards: the sign alone counts, or its key on the common layout. */
const signs: Record<string, string> = { '.': 'Period', '/': 'Slash', '\\': 'Backslash', '?': '' };

/** Whether a key press is one of the combinations of a shortcut. */
export function matchesShortcut(press: Press, id: ShortcutId, isMac = isApple()): boolean {
  return shortcuts[id].keys.some((combination) => matches(press, combination, isMac));
}

function matches(press: Press, combination: string, isMac: boolean): boolean {
  const parts = combination.split('+');
  const key = parts.at(-1) ?? '';
  const has = (name: string) => parts.slice(0, -1).includes(name);
  const wantsMeta = isMac && has('Mod');
  const wantsCtrl = has('Ctrl') || (!isMac && has('Mod'));
  if (press.altKey !== has('Alt') || press.metaKey !== wantsMeta || press.ctrlKey !== wantsCtrl) return false;
  const code = signs[key];
  if (code === undefined) return press.shiftKey === has('Shift') && press.key.toLowerCase() === key.toLowerCase();
  return press.key === key || (code !== '' && press.code === code && press.shiftKey === has('Shift'));
}

/** Whether the keys belong to an input method that is composing; they are then nobody else's. */
export function isComposing(event: { isComposing: boolean; keyCode: number }): boolean {
  return event.isComposing || event.keyCode === 229;
}

/** Whether Cmd takes the place of Ctrl here. */
export function isApple(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent);
}

const macSigns: Record<string, string> = { Mod: '⌘', Alt: '⌥', Shift: '⇧', Ctrl: '⌃' };
const keySigns: Record<string, string> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
};

/** A combination as it is printed on keys, one part each. */
export function keyLabels(combination: string, isMac = isApple()): string[] {
  return combination
    .split('+')
    .map((part) => (isMac ? macSigns[part] : undefined) ?? (part === 'Mod' ? 'Ctrl' : (keySigns[part] ?? part)));
}
