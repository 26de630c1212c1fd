import type { SearchHit, SearchPage } from '@tertulia/contract';
import { describe, expect, it } from '@jest/globals';
import { noSearch, reduceSearch, type SearchAction } from './search-state.js';

function hit(id: string): SearchHit {
  return {
    room: { id: 'room', slug: 'general', name: 'general' },
    highlights: [],
    message: {
      id,
      roomId: 'room',
      seq: 1,
      version: 1,
      author: { id: 'ana', handle: 'ana', displayName: 'Ana', isGuest: true, isBot: false },
      text: id,
      entities: [],
      attachments: [],
      replyTo: null,
      reactions: [],
      tags: [],
      clientMessageId: id,
      createdAt: '2026-05-01T10:00:00.000Z',
      editedAt: null,
      deletedAt: null,
    },
  };
}

const page = (ids: string[], nextCursor: string | null = null): SearchPage => ({ items: ids.map(hit), nextCursor });
const after = (...actions: SearchAction[]) => actions.reduce(reduceSearch, noSearch);
const ids = (state: ReturnType<typeof after>) => state.hits.map(({ message }) => message.id);

describe('a search', () => {
  it('leaves the answer to an earlier question aside', () => {
    const state = after(
      { type: 'asked', query: 'ca' },
      { type: 'asked', query: 'café' },
      { type: 'answered', query: 'café', page: page(['b']) },
      { type: 'answered', query: 'ca', page: page(['a']) },
      { type: 'failed', query: 'ca', code: 'unreachable' },
    );
    expect(ids(state)).toEqual(['b']);
    expect(state.status).toBe('shown');
  });

  it('keeps what was found until the next answer', () => {
    const state = after(
      { type: 'asked', query: 'a' },
      { type: 'answered', query: 'a', page: page(['1']) },
      { type: 'asked', query: 'ab' },
    );
    expect(state.status).toBe('loading');
    expect(ids(state)).toEqual(['1']);
  });

  it('is empty again when nothing is asked', () =>
    expect(after({ type: 'asked', query: 'a' }, { type: 'asked', query: '' })).toEqual(noSearch));

  it('adds a page once, without repeating a message', () => {
    const more: SearchAction = { type: 'more-answered', query: 'a', cursor: 'c', page: page(['2', '3']) };
    const state = after(
      { type: 'asked', query: 'a' },
      { type: 'answered', query: 'a', page: page(['1', '2'], 'c') },
      { type: 'more-asked' },
      more,
      more,
    );
    expect(ids(state)).toEqual(['1', '2', '3']);
    expect(state.nextCursor).toBeNull();
  });

  it('keeps its results when more of them could not be loaded', () => {
    const state = after(
      { type: 'asked', query: 'a' },
      { type: 'answered', query: 'a', page: page(['1'], 'c') },
      { type: 'more-asked' },
      { type: 'more-failed', query: 'a', cursor: 'c', code: 'unavailable' },
    );
    expect(state).toMatchObject({ status: 'shown', nextCursor: 'c', isLoadingMore: false, failure: 'unavailable' });
    expect(ids(state)).toEqual(['1']);
  });
});
