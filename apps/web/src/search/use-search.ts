import { useCallback, useEffect, useReducer, useRef } from 'react';
import type { ApiClient } from '../api/api-client.js';
import { failureCode } from '../api/request-error.js';
import { noSearch, reduceSearch, type SearchState } from './search-state.js';

export interface Search {
  state: SearchState;
  retry: () => void;
  loadMore: () => void;
}

/** Asks the server for what the address says; what comes late for an earlier question is left aside. */
export function useSearchResults(api: Pick<ApiClient, 'search'>, query: string): Search {
  const [state, dispatch] = useReducer(reduceSearch, noSearch);
  const latest = useRef(state);
  useEffect(() => {
    latest.current = state;
  });
  const ask = useCallback(() => {
    dispatch({ type: 'asked', query });
    if (query === '') return;
    api.search(query).then(
      (page) => dispatch({ type: 'answered', query, page }),
      (error: unknown) => dispatch({ type: 'failed', query, code: failureCode(error) }),
    );
  }, [api, query]);
  useEffect(ask, [ask]);
  useEffect(() => {
    const askAgain = () => {
      if (latest.current.failure === 'unreachable') ask();
    };
    window.addEventListener('online', askAgain);
    return () => window.removeEventListener('online', askAgain);
  }, [ask]);
  const loadMore = useCallback(() => {
    const { nextCursor: cursor, isLoadingMore, status } = latest.current;
    if (cursor === null || isLoadingMore || status !== 'shown') return;
    dispatch({ type: 'more-asked' });
    api.search(query, cursor).then(
      (page) => dispatch({ type: 'more-answered', query, cursor, page }),
      (error: unknown) => dispatch({ type: 'more-failed', query, cursor, code: failureCode(error) }),
    );
  }, [api, query]);
  return { state, retry: ask, loadMore };
}
