import type { Room, Settings } from '@tertulia/contract';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { FailureCode } from '../api/request-error.js';
import { useLocale } from '../i18n/locale-context.js';
import { useCommand } from '../ui/commands.js';
import { EmptyState } from '../ui/empty-state.js';
import { Page, SkeletonRows } from '../ui/page.js';
import { useRoving } from '../ui/use-roving.js';
import { CatchUpLine } from './catch-up-row.js';
import type { CatchUpRow } from './catch-up-rows.js';
import type { CatchUpGateway, CatchUpStore, Undo } from './catch-up-store.js';
import './catch-up.css';
import { MarkOlder } from './mark-older.js';
import { useCatchUp } from './use-catch-up.js';

interface Props {
  gateway: CatchUpGateway;
  rooms: readonly Room[];
  settings: Pick<Settings, 'letterKeys'>;
}

const undoKeys = { room: 'undoRoom', all: 'undoAll', older: 'undoOlder' } as const satisfies Record<
  Undo['kind'],
  string
>;

/** Everything unread on one page, to be opened or put away with a key each. */
export function CatchUpPage({ gateway, rooms, settings }: Props) {
  const { t } = useLocale();
  const { store, view, rows } = useCatchUp(gateway, rooms);
  const isEmpty = rows.length === 0;
  const markAll = () => void store.markAll();
  useCommand('readAll', markAll);
  return (
    <Page
      title={t('catchUpTitle')}
      intro={isEmpty ? undefined : t('catchUpIntro')}
      actions={
        !isEmpty && (
          <button type="button" className="button button-primary" disabled={view.isBusy} onClick={markAll}>
            {t('markAllRead')}
          </button>
        )
      }
      status={
        view.undo && (
          <div>
            <span>{t(undoKeys[view.undo.kind])}</span>
            <button type="button" className="text-button" onClick={() => void store.undo()}>
              {t('undo')}
            </button>
          </div>
        )
      }
    >
      <p className="field-error" role="alert">
        {view.failure && t('actionFailed', { reason: t(`error_${view.failure}`) })}
      </p>
      {view.loadFailure && !isEmpty && (
        <div className="notice catch-up-notice">
          <span>{t('firstLinesFailed', { reason: t(`error_${view.loadFailure}`) })}</span>
          <button type="button" className="text-button" onClick={() => void store.load()}>
            {t('tryAgain')}
          </button>
        </div>
      )}
      {isEmpty && !view.isLoaded && <SkeletonRows count={3} label={t('catchUpLoading')} />}
      {isEmpty && view.isLoaded && <Nothing failure={view.loadFailure} onRetry={() => void store.load()} />}
      {!isEmpty && (
        <>
          <Rows rows={rows} store={store} hasLetters={settings.letterKeys} />
          <MarkOlder isBusy={view.isBusy} onMark={(before) => void store.markAll(before)} />
        </>
      )}
    </Page>
  );
}

/** Nothing to catch up with; or nobody could say, which is not the same. A server without the answer has the list of rooms. */
function Nothing({ failure, onRetry }: { failure: FailureCode | undefined; onRetry: () => void }) {
  const { t } = useLocale();
  if (failure === undefined || failure === 'not_found')
    return <EmptyState drawing="caught-up" title={t('caughtUp')} text={t('caughtUpText')} />;
  return (
    <EmptyState
      isError
      drawing="offline"
      title={t(failure === 'unreachable' ? 'offlineTitle' : 'catchUpFailed')}
      text={t('becauseOf', { reason: t(`error_${failure}`) })}
    >
      <button type="button" className="button button-primary" onClick={onRetry}>
        {t('tryAgain')}
      </button>
    </EmptyState>
  );
}

function Rows({ rows, store, hasLetters }: { rows: readonly CatchUpRow[]; store: CatchUpStore; hasLetters: boolean }) {
  const { t } = useLocale();
  const { list, focusRow, handleKey, rowProps } = useRoving(rows.length);
  const wasFocused = useRef<number>(undefined);
  useEffect(() => {
    // The keys work at once, unless somebody is writing.
    if (!(document.activeElement instanceof HTMLInputElement)) focusRow(0);
  }, [focusRow]);
  useEffect(() => {
    // The row that was put away took the focus with it; the next one has its place.
    if (wasFocused.current === undefined) return;
    focusRow(wasFocused.current);
    wasFocused.current = undefined;
  }, [rows, focusRow]);
  const mark = (index: number, row: CatchUpRow) => {
    wasFocused.current = index;
    void store.markRoom(row.room);
  };
  const handleKeyDown = (event: KeyboardEvent, index: number, row: CatchUpRow) => {
    if (handleKey(event) || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const isLetter = hasLetters && event.key.toLowerCase() === 'e';
    if (!isLetter && event.key !== 'Delete') return;
    event.preventDefault();
    mark(index, row);
  };
  return (
    <>
      <p className="page-hint catch-up-keys">{t(hasLetters ? 'catchUpKeysLetter' : 'catchUpKeys')}</p>
      <ul ref={list} className="catch-up-list" aria-label={t('catchUpTitle')}>
        {rows.map((row, index) => (
          <CatchUpLine
            key={row.room.id}
            row={row}
            rowProps={rowProps(index)}
            onMark={() => mark(index, row)}
            onKeyDown={(event) => handleKeyDown(event, index, row)}
          />
        ))}
      </ul>
    </>
  );
}
