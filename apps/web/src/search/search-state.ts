import type { SearchHit, SearchPage } from '@tertulia/contract';
import type { FailureCode } from '../api/request-error.js';

/** Where a search stands. What was found before stays until the next answer, so that nothing flickers while typing. */
export interface SearchState {
  query: string;
  status: 'idle' | 'loading' | 'shown' | 'failed';
  hits: readonly SearchHit[];
  nextCursor: string | null;
  isLoadingMore: boolean;
  failure: FailureCode | undefined;
}

export type SearchAction =
  | { type: 'asked'; query: string }
  | { type: 'answered'; query: string; page: SearchPage }
  | { type: 'failed'; query: string; code: FailureCode }
  | { type: 'more-asked' }
  | { type: 'more-answered'; query: string; cursor: string; page: SearchPage }
  | { type: 'more-failed'; query: string; cursor: string; code: FailureCode };

export const noSearch: SearchState = {
  query: '',
  status: 'idle',
  hits: [],
  nextCursor: null,
  isLoadingMore: false,
  failure: undefined,
};

/** Takes what happened to a search; an answer to an earlier question changes nothing. */
export function reduceSearch(state: SearchState, action: SearchAction): SearchState {
  if (action.type === 'asked')
    return action.query === ''
      ? noSearch
      : { ...state, query: action.query, status: 'loading', isLoadingMore: false, failure: undefined };
  if (action.type === 'more-asked') return { ...state, isLoadingMore: true, failure: undefined };
  if (action.query !== state.query) return state;
  switch (action.type) {
    case 'answered':
      return { ...state, status: 'shown', hits: action.page.items, nextCursor: action.page.nextCursor };
    case 'failed':
      return { ...state, status: 'failed', hits: [], nextCursor: null, failure: action.code };
    case 'more-answered':
      return action.cursor === state.nextCursor && state.isLoadingMore ? withMore(state, action.page) : state;
    case 'more-failed':
      return action.cursor === state.nextCursor ? { ...state, isLoadingMore: false, failure: action.code } : state;
  }
}

/** A message that moved between two pages is shown once. */
function withMore(state: SearchState, page: SearchPage): SearchState {
  const known = new Set(state.hits.map(({ message }) => message.id));
  return {
    ...state,
    hits: [...state.hits, ...page.items.filter(({ message }) => !known.has(message.id))],
    nextCursor: page.nextCursor,
    isLoadingMore: false,
  };
}
