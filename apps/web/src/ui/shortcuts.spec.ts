import { describe, expect, it } from '@jest/globals';
import { keyLabels, matchesShortcut, type Press, type ShortcutId, shortcutIds, shortcuts } from './shortcuts.js';

const press = (key: string, held: string[] = [], code = ''): Press => ({
  key,
  code,
  ctrlKey: held.includes('Ctrl'),
  metaKey: held.includes('Meta'),
  altKey: held.includes('Alt'),
  shiftKey: held.includes('Shift'),
});

describe('the table of shortcuts', () => {
  it.each<[ShortcutId, Press, boolean, boolean]>([
    ['quickSwitcher', press('k', ['Ctrl']), false, true],
    ['quickSwitcher', press('K', ['Ctrl']), false, true],
    ['quickSwitcher', press('k', ['Meta']), false, false],
    ['quickSwitcher', press('k', ['Meta']), true, true],
    ['quickSwitcher', press('k', ['Ctrl', 'Shift']), false, false],
    ['nextRoom', press('ArrowDown', ['Alt']), false, true],
    ['nextRoom', press('ArrowDown', ['Alt', 'Shift']), false, false],
    ['help', press('/', ['Ctrl'], 'Slash'), false, true],
    ['help', press('/', ['Ctrl', 'Shift'], 'Digit7'), false, true],
    ['help', press('?', ['Shift'], 'Slash'), false, true],
    ['help', press('/', [], 'Slash'), false, false],
    ['react', press('|', ['Ctrl', 'Shift'], 'Backslash'), false, true],
    ['mentions', press('M', ['Ctrl', 'Shift']), false, true],
    ['mentions', press('m', ['Ctrl']), false, false],
    ['panel', press('.', ['Ctrl'], 'Period'), false, true],
    ['nextRegion', press('F6', ['Ctrl']), true, true],
    ['editMessage', press('e'), false, true],
    ['editMessage', press('e', ['Ctrl']), false, false],
  ])('%s by %o (Mac: %s): %s', (id, event, isMac, isMatch) => {
    expect(matchesShortcut(event, id, isMac)).toBe(isMatch);
  });

  it('gives no combination to two shortcuts that work in the same place', () => {
    const taken = new Map<string, ShortcutId[]>();
    for (const id of shortcutIds) {
      for (const keys of shortcuts[id].keys) {
        const place = `${shortcuts[id].scope} ${keys}`;
        taken.set(place, [...(taken.get(place) ?? []), id]);
      }
    }
    expect([...taken.values()].filter((ids) => ids.length > 1)).toEqual([]);
  });

  it('names keys as they are printed', () => {
    expect(keyLabels('Mod+Shift+ArrowUp', false)).toEqual(['Ctrl', 'Shift', '↑']);
    expect(keyLabels('Mod+K', true)).toEqual(['⌘', 'K']);
  });
});
