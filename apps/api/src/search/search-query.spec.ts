import { describe, expect, it } from '@jest/globals';
import { DomainError } from '../common/domain-error.js';
import { isEmpty, parseQuery } from './search-query.js';

const nothing = { wanted: [], from: [], in: [], before: null, after: null, hasImage: false, mentionsMe: false };

function read(typed: string) {
  const query = parseQuery(typed);
  return { ...query, wanted: query.wanted.map(({ text, isQuoted }) => (isQuoted ? `"${text}"` : text)) };
}

describe('reading a search', () => {
  const table: [string, Partial<ReturnType<typeof read>>][] = [
    ['', {}],
    ['   ', {}],
    ['hola', { wanted: ['hola'] }],
    ['  Hola   MUNDO ', { wanted: ['hola', 'mundo'] }],
    ['Acção canción', { wanted: ['accao', 'cancion'] }],
    ['"buenos días" ana', { wanted: ['"buenos dias"', 'ana'] }],
    ['“buenos, días”', { wanted: ['"buenos dias"'] }],
    ['«fin de semana»', { wanted: ['"fin de semana"'] }],
    ['"sin fin', { wanted: ['"sin fin"'] }],
    ['hola"que tal"ana', { wanted: ['hola', '"que tal"', 'ana'] }],
    ['""', {}],
    ['"" x', { wanted: ['x'] }],
    ["don't", { wanted: ['don t'] }],
    ['node.js', { wanted: ['node js'] }],
    ['https://x.test/y', { wanted: ['https x test y'] }],
    ['東京 tower', { wanted: ['東京', 'tower'] }],
    ['東京tower', { wanted: ['東京tower'] }],
    ['👋🏽', { wanted: ['👋'] }],
    ["& | ! : * ( ) \\ ' <-> :*", {}],
    ['from:ana', { from: ['ana'] }],
    ['from:@Ana', { from: ['Ana'] }],
    ['FROM:ana From:rui', { from: ['ana', 'rui'] }],
    ['from:"Ana María" hola', { from: ['Ana María'], wanted: ['hola'] }],
    ['from:', { wanted: ['from'] }],
    ['from:@', { wanted: ['from'] }],
    ['in:#General', { in: ['general'] }],
    ['in:general in:café', { in: ['general', 'café'] }],
    ['before:2026-01-31', { before: Date.UTC(2026, 0, 31) }],
    ['before:2026-01-31T10:00:00Z', { before: Date.UTC(2026, 0, 31, 10) }],
    ['after:2026-01-31T10:00:00+02:00', { after: Date.UTC(2026, 0, 31, 8) }],
    ['after:0000-01-01', { after: 0 }],
    ['before:2026-01-31 before:2026-01-01', { before: Date.UTC(2026, 0, 1) }],
    ['after:2026-01-31 after:2026-01-01', { after: Date.UTC(2026, 0, 31) }],
    ['has:image', { hasImage: true }],
    ['has:video', { wanted: ['has video'] }],
    ['mentions:me', { mentionsMe: true }],
    ['mentions:ana', { wanted: ['mentions ana'] }],
    ['x:y', { wanted: ['x y'] }],
    ['"from:ana"', { wanted: ['"from ana"'] }],
    ['to:ana 10:30', { wanted: ['to ana', '10 30'] }],
  ];
  for (const [typed, expected] of table) {
    it(JSON.stringify(typed), () => expect(read(typed)).toEqual({ ...nothing, ...expected }));
  }

  for (const typed of [
    'before:',
    'before:tomorrow',
    'after:2026-02-30',
    'after:2026-1-1',
    'before:"2026"',
    'after:2026-01-01T25:00:00Z',
  ]) {
    it(`refuses ${typed} and names the filter`, () => {
      const error = (() => {
        try {
          return parseQuery(typed);
        } catch (thrown) {
          return thrown;
        }
      })();
      expect(error).toBeInstanceOf(DomainError);
      expect(error).toMatchObject({ code: 'invalid_payload', issues: [{ path: 'q' }] });
      expect(JSON.stringify(error instanceof DomainError && error.issues)).toMatch(new RegExp(typed.slice(0, 5)));
    });
  }

  it('knows a search for nothing', () => {
    expect(isEmpty(parseQuery('& | !'))).toBe(true);
    for (const typed of ['a', 'from:a', 'in:a', 'after:2026-01-01', 'before:2026-01-01', 'has:image', 'mentions:me']) {
      expect({ typed, isEmpty: isEmpty(parseQuery(typed)) }).toEqual({ typed, isEmpty: false });
    }
  });
});
