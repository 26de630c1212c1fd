import type { Room } from '@tertulia/contract';
import { useRef, useState } from 'react';
import type { ApiClient } from '../api/api-client.js';
import type { FailureCode } from '../api/request-error.js';
import { useLocale } from '../i18n/locale-context.js';
import { EmptyState } from '../ui/empty-state.js';
import { Page, SkeletonRows } from '../ui/page.js';
import { useRoving } from '../ui/use-roving.js';
import { clearRecentSearches, keepRecentSearch, readRecentSearches } from './recent-searches.js';
import { filterKeys, SearchBox } from './search-box.js';
import { partsOf, searchFilters } from './search-query.js';
import { SearchResults } from './search-results.js';
import './search.css';
import { useSearchResults } from './use-search.js';
import { useSearchText } from './use-search-text.js';

interface Props {
  api: Pick<ApiClient, 'search'>;
  rooms: readonly Room[];
}

/** Search in everything that one may read; the address holds the whole search. */
export function SearchPage({ api, rooms }: Props) {
  const { t } = useLocale();
  const { text, setText, query, searchNow } = useSearchText();
  const { state, retry, loadMore } = useSearchResults(api, query);
  const box = useRef<HTMLInputElement>(null);
  const roving = useRoving(state.hits.length);
  const keep = () => keepRecentSearch(query);
  const submit = () => {
    searchNow(text);
    keep();
  };
  return (
    <Page title={t('searchTitle')}>
      <SearchBox
        text={text}
        rooms={rooms}
        box={box}
        onText={setText}
        onSubmit={submit}
        onDown={() => roving.focusRow(0)}
      />
      {state.status === 'idle' && <Hints onSearch={searchNow} />}
      {state.status === 'loading' && state.hits.length === 0 && <SkeletonRows count={4} label={t('searching')} />}
      {state.status === 'failed' && <Failed failure={state.failure ?? 'internal'} onRetry={retry} />}
      {state.status === 'shown' && state.hits.length === 0 && <NothingFound query={query} onSearch={searchNow} />}
      {state.hits.length > 0 && (
        <SearchResults
          state={state}
          roving={roving}
          onLoadMore={loadMore}
          onOpen={keep}
          onUp={() => box.current?.focus()}
        />
      )}
    </Page>
  );
}

/** What was searched and what narrowed it, with the way to do without. */
function NothingFound({ query, onSearch }: { query: string; onSearch: (text: string) => void }) {
  const { t } = useLocale();
  const { words, filters } = partsOf(query);
  const narrowed = (
    <>
      {t('nothingFoundFilters')} <code>{filters.join(' ')}</code>
    </>
  );
  return (
    <EmptyState
      drawing="nothing-found"
      title={words === '' ? t('nothingFound') : t('nothingFoundFor', { words })}
      text={filters.length === 0 ? t('nothingFoundHint') : narrowed}
    >
      {filters.length > 0 && words !== '' && (
        <button type="button" className="button button-primary" onClick={() => onSearch(words)}>
          {t('dropFilters')}
        </button>
      )}
    </EmptyState>
  );
}

function Failed({ failure, onRetry }: { failure: FailureCode; onRetry: () => void }) {
  const { t } = useLocale();
  const isOffline = failure === 'unreachable';
  return (
    <EmptyState
      isError
      drawing={isOffline ? 'offline' : 'nothing-found'}
      title={isOffline ? t('offlineTitle') : t('searchFailedTitle')}
      text={
        failure === 'invalid_payload' ? t('searchNotUnderstood') : t('becauseOf', { reason: t(`error_${failure}`) })
      }
    >
      <button type="button" className="button button-primary" onClick={onRetry}>
        {t('tryAgain')}
      </button>
    </EmptyState>
  );
}

/** What can be asked, and what was asked before. */
function Hints({ onSearch }: { onSearch: (text: string) => void }) {
  const { t } = useLocale();
  const [recent, setRecent] = useState(readRecentSearches);
  const clear = () => {
    clearRecentSearches();
    setRecent([]);
  };
  return (
    <>
      {recent.length > 0 && (
        <section aria-label={t('recentSearches')} className="search-recent">
          <div className="search-recent-head">
            <h2 className="page-subhead">{t('recentSearches')}</h2>
            <button type="button" className="text-button" onClick={clear}>
              {t('clearRecent')}
            </button>
          </div>
          <ul>
            {recent.map((query) => (
              <li key={query}>
                <button type="button" className="chip" dir="auto" onClick={() => onSearch(query)}>
                  {query}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section aria-label={t('searchFilters')} className="search-hints">
        <h2 className="page-subhead">{t('searchFilters')}</h2>
        <dl>
          {searchFilters.map((filter) => (
            <div key={filter}>
              <dt>
                <code>{filter}</code>
              </dt>
              <dd>{t(filterKeys[filter])}</dd>
            </div>
          ))}
        </dl>
      </section>
    </>
  );
}
