import { afterEach, describe, expect, it } from '@jest/globals';
import type { Entity } from '@tertulia/contract';
import { cleanup, render } from '@testing-library/react';
import { MessageText, ReaderContext } from './message-text.js';

const mention = (start: number, length: number, userId: string): Entity => ({ kind: 'mention', start, length, userId });

function draw(text: string, entities: Entity[] = [], highlights: { start: number; length: number }[] = []) {
  const { container } = render(
    <ReaderContext value="ana">
      <MessageText text={text} entities={entities} highlights={highlights} />
    </ReaderContext>,
  );
  const [root] = container.children;
  if (!(root instanceof HTMLElement)) throw new Error('Nothing was drawn.');
  return root;
}

afterEach(cleanup);

describe("drawing a message's text", () => {
  it('is one paragraph with the very text when there is no mark in it', () => {
    const root = draw('one\n\ntwo <b>three</b> snake_case_name');
    expect(root.tagName).toBe('P');
    expect(root.className).toBe('message-text');
    expect(root.textContent).toBe('one\n\ntwo <b>three</b> snake_case_name');
    expect(root.children).toHaveLength(0);
  });

  it('marks mentions by code points, also inside of other marks, and the own one more', () => {
    const root = draw('👍 **hi @ana** and @rui', [mention(7, 4, 'ana'), mention(18, 4, 'rui')]);
    const chips = [...root.querySelectorAll('.mention')].map((chip) => [chip.textContent, chip.className]);
    expect(chips).toEqual([
      ['@ana', 'mention mention-me'],
      ['@rui', 'mention'],
    ]);
    expect(root.querySelector('strong .mention')?.textContent).toBe('@ana');
    expect(root.textContent).toBe('👍 hi @ana and @rui');
  });

  it('draws a room as a link to it, and everybody as oneself', () => {
    const root = draw('see #bar @all', [
      { kind: 'room', start: 4, length: 4, roomId: 'room-2' },
      { kind: 'everyone', start: 9, length: 4 },
    ]);
    expect(root.querySelector('a.mention')?.getAttribute('href')).toBe('/r/room-2');
    expect(root.querySelector('.mention-me')?.textContent).toBe('@all');
  });

  it('marks what was found, across marks and inside of mentions', () => {
    const root = draw(
      'say **hello** @ana',
      [mention(14, 4, 'ana')],
      [
        { start: 0, length: 8 },
        { start: 15, length: 3 },
      ],
    );
    expect([...root.querySelectorAll('mark')].map((mark) => mark.textContent)).toEqual(['say ', 'he', 'ana']);
    expect(root.querySelector('.mention')?.textContent).toBe('@ana');
  });

  it.each([
    [[mention(0, 900, 'ana')]],
    [[mention(-5, 2, 'ana')]],
    [[mention(0, 0, 'ana')]],
    [[mention(0, 3, 'ana'), mention(1, 2, 'rui')]],
  ])('loses nothing with spans that do not fit (%#)', (entities) => {
    expect(draw('some text', entities).textContent).toBe('some text');
  });

  it.each([
    ['👍', true],
    ['👍🏽 🇧🇷 👨‍👩‍👧', true],
    ['👍👍👍👍', false],
    ['👍 ok', false],
    ['1 2', false],
  ])('draws up to three emoji that stand alone large: %s', (text, isLarge) => {
    expect(draw(text).classList.contains('message-emoji')).toBe(isLarge);
  });

  it('draws blocks as their elements, and says where a named link leads', () => {
    const root = draw('> quoted\n\n```ts\nconst a = 1;\n```\n1. one\n   - two\n\n[here](https://a.example/x)');
    expect([...root.children].map(({ tagName }) => tagName)).toEqual(['BLOCKQUOTE', 'DIV', 'OL', 'P']);
    expect(root.querySelector('pre')?.textContent).toBe('const a = 1;');
    expect(root.querySelector('.message-code-language')?.textContent).toBe('ts');
    expect(root.querySelector('ol ul li')?.textContent).toBe('two');
    expect(root.querySelector('a')?.title).toBe('a.example');
  });
});
