import { afterEach, describe, expect, it } from '@jest/globals';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { type ReactNode, useState } from 'react';
import { Commands, CommandsContext, useCommand } from '../ui/commands.js';
import type { ShortcutId } from '../ui/shortcuts.js';
import { PanelEscape } from './panel-escape.js';
import { useKeyboard } from './use-keyboard.js';

const done: string[] = [];

function Offers({ id, as, isOn = true }: { id: ShortcutId; as: string; isOn?: boolean }) {
  useCommand(id, () => {
    if (!isOn) return false;
    done.push(as);
    return true;
  });
  return null;
}

function Page({ children }: { children: ReactNode }) {
  const [commands] = useState(() => new Commands());
  useKeyboard(commands);
  return <CommandsContext value={commands}>{children}</CommandsContext>;
}

/** @returns whether the browser would still do what the key does by itself. */
const press = (key: string, more: KeyboardEventInit & { keyCode?: number } = {}, at: Element = document.body) =>
  fireEvent.keyDown(at, { key, ...more });

afterEach(() => {
  cleanup();
  done.length = 0;
});

describe('the keyboard', () => {
  it('runs a command and takes the key only when somebody did something', () => {
    render(
      <Page>
        <Offers id="quickSwitcher" as="switcher" />
        <Offers id="nextRoom" as="next" isOn={false} />
      </Page>,
    );
    expect(press('k', { ctrlKey: true })).toBe(false);
    expect(press('ArrowDown', { altKey: true })).toBe(true);
    expect(done).toEqual(['switcher']);
  });

  it('leaves keys of an input method, of a dialog, and those that were taken before', () => {
    render(
      <Page>
        <Offers id="quickSwitcher" as="switcher" />
        <button type="button" onKeyDown={(event) => event.preventDefault()}>
          taker
        </button>
        <dialog open={false} />
      </Page>,
    );
    press('k', { ctrlKey: true, isComposing: true });
    press('k', { ctrlKey: true, keyCode: 229 });
    press('k', { ctrlKey: true }, screen.getByRole('button'));
    document.querySelector('dialog')?.setAttribute('open', '');
    press('k', { ctrlKey: true });
    expect(done).toEqual([]);
  });

  it('does not take what writes or moves in a text box', () => {
    render(
      <Page>
        <Offers id="help" as="help" />
        <Offers id="oldestUnread" as="oldest" />
        <Offers id="escape" as="escape" />
        <textarea />
      </Page>,
    );
    const box = screen.getByRole<HTMLTextAreaElement>('textbox');
    press('?', { shiftKey: true }, box);
    press('PageUp', { shiftKey: true }, box);
    box.value = 'some text';
    press('PageUp', { shiftKey: true }, box);
    press('Escape', {}, box);
    press('?', { shiftKey: true });
    expect(done).toEqual(['oldest', 'escape', 'help']);
  });

  it('goes one step back with Escape: picker, answer, panel, and then marks as read', () => {
    const open = { picker: true, reply: true, panel: true };
    const page = () => (
      <Page>
        <Offers id="escape" as="read" />
        <PanelEscape hasPanel={open.panel} onClose={() => done.push('panel')} />
        <Offers id="escape" as="reply" isOn={open.reply} />
        {open.picker && <Offers id="escape" as="picker" />}
      </Page>
    );
    const { rerender } = render(page());
    for (const step of ['picker', 'reply', 'panel'] as const) {
      press('Escape');
      open[step] = false;
      rerender(page());
    }
    press('Escape');
    expect(done).toEqual(['picker', 'reply', 'panel', 'read']);
  });
});
