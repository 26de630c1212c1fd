import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { limits } from './limits.js';
import { mentionCases, mentionMembers, ownMentionCases, readMentionCase } from './mention-cases.js';
import { everyoneKindOf, findMentionTokens, foldHandle, namesToLookUp, resolveMentions } from './mention-grammar.js';

describe('reading mentions', () => {
  it.each(mentionCases)('$name', (mentionCase) => {
    const { people, rooms, everyone, entities } = readMentionCase(mentionCase);
    expect({ people, rooms, everyone }).toEqual({
      people: mentionCase.people,
      rooms: mentionCase.rooms ?? [],
      everyone: mentionCase.everyone,
    });
    if (mentionCase.spans) expect(entities.map(({ start, length }) => [start, length])).toEqual(mentionCase.spans);
  });

  it('has its own rows, each once', () => {
    expect(ownMentionCases.length).toBeGreaterThan(30);
    expect(new Set(mentionCases.map(({ name }) => name)).size).toBe(mentionCases.length);
  });
});

describe('names to look up', () => {
  const namesOf = (text: string) => namesToLookUp(findMentionTokens(text));

  it('are folded, each once, and # asks for rooms and people', () => {
    expect(namesOf('@Ana @ＡＮＡ @joao.Silva. #General')).toEqual({
      users: ['ana', 'joao.silva', 'general', 'joao'],
      rooms: ['general'],
    });
  });

  it('leave the words for everybody out, but not as rooms', () => {
    expect(namesOf('@all @aquí #here')).toEqual({ users: ['here'], rooms: ['here'] });
  });

  it('are bounded, whole words first', () => {
    const guesses = Array.from({ length: 40 }, (_, index) => `@a${index}${'.B'.repeat(25)}`);
    const { users, rooms } = namesOf(`${guesses.join(' ')} @ana #cine`);
    expect(users.length + rooms.length).toBe(limits.mentionNames);
    expect(users).toContain('ana');
    expect(rooms).toEqual(['cine']);
  });
});

describe('resolving', () => {
  it('makes no more parts than one message may have', () => {
    const { entities } = readMentionCase({ text: '@ana '.repeat(1_600) });
    expect(entities).toHaveLength(limits.entitiesPerMessage);
  });

  it('names nobody whom the directory does not know', () => {
    const tokens = findMentionTokens('@ana #general');
    expect(resolveMentions('@ana #general', tokens, { users: new Map(), rooms: new Map() })).toEqual([]);
  });

  it('keeps which of the two everybodies was meant, behind astral points too', () => {
    const text = '👍👍 ＠ＡＬＬ @Aqui\u0301.';
    const { entities } = readMentionCase({ text });
    expect(entities.map((entity) => everyoneKindOf(text, entity))).toEqual(['all', 'here']);
  });
});

const piece = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 5 }),
  fc.string({ unit: 'grapheme', maxLength: 3 }),
  fc.constantFrom('@', '＠', '#', '.', '/', '_', '-', '`', '>', '\n', '\\', ' ', ':', '('),
  fc.constantFrom('@ana', 'ana', '@all', '#general', '```', 'https://', '](', 'Luego', '\u0301', '\uD83D', '👍'),
  fc.constantFrom(...mentionMembers.map((member) => `@${member}`)),
);
const anyText = fc.array(piece, { maxLength: 50 }).map((pieces) => pieces.join(''));

describe('any text', () => {
  it('gives spans that follow each other inside of it and begin with a sign', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const points = Array.from(text);
        let last = 0;
        for (const { kind, start, length, userId, roomId } of readMentionCase({ text }).entities) {
          expect(start).toBeGreaterThanOrEqual(last);
          last = start + length;
          expect(last).toBeLessThanOrEqual(points.length);
          expect(['@', '＠', '#']).toContain(points[start]);
          const name = foldHandle(points.slice(start + 1, last).join(''));
          expect(name).toBe(kind === 'everyone' ? name : foldHandle(userId ?? roomId ?? ''));
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it('is read in steps in proportion to its length', () => {
    const work = (text: string) => {
      const steps = { steps: 0 };
      findMentionTokens(text, steps);
      return steps.steps;
    };
    const bases = [...mentionCases.map(({ text }) => text), 'a@', '@a.B', '([{@', '“a@', `${'a'.repeat(70)}@b `];
    for (const base of bases.filter((text) => text.length > 0)) {
      const short = base.repeat(Math.ceil(1_000 / base.length));
      const long = short.repeat(8);
      expect(work(long)).toBeLessThan(64 * long.length);
      // What grows with the square would be near 64 times as much.
      expect(work(long)).toBeLessThan(16 * work(short));
    }
  });
});
