import { type FocusEvent, memo, useState } from 'react';
import { Virtualizer } from 'virtua';
import { useLocale } from '../i18n/locale-context.js';
import { Announcer } from './announcer.js';
import { DayLine, NewLine } from './day-line.js';
import { MessageRow } from './message-row.js';
import type { TimelineActions } from './timeline-actions.js';
import { TimelineDialogs } from './timeline-dialogs.js';
import { Below, FloatingDay, Notice, UnreadBanner } from './timeline-overlay.js';
import type { TimelineRow } from './timeline-rows.js';
import { Skeleton, TimelineStart } from './timeline-start.js';
import { START } from './use-rows.js';
import { useTimelineActions } from './use-timeline-actions.js';
import { useOwnSend, useTimelineCommands } from './use-timeline-commands.js';
import { type TimelineModel, type TimelineProps, useTimeline } from './use-timeline.js';

/** So far from the window lines are drawn, and measured before they are seen: a quick turn of a wheel. */
const AHEAD_PX = 1_000;

/** The messages of a room. Only the lines near the window exist in the page, whatever the length of the list. */
export function Timeline(props: TimelineProps) {
  const { room, store, me } = props;
  const { settings } = me;
  const model = useTimeline(props);
  const { view, isOpen, opening, notice, setNotice } = model;
  const { actions, dialogs, closeDialogs } = useTimelineActions(props, model);
  useTimelineCommands(props, model, actions);
  useOwnSend(view.pending.length, opening.showEnd);
  return (
    <div className={`timeline-zone${settings.bubbles ? ' timeline-bubbles' : ''}`}>
      <List props={props} model={model} actions={actions} />
      <Over props={props} model={model} />
      <Notice text={notice} onOver={() => setNotice('')} />
      <Announcer
        room={room}
        store={store}
        view={view}
        userId={me.id}
        announcements={settings.announce}
        isOpen={isOpen}
      />
      <TimelineDialogs props={props} opening={opening} actions={actions} dialogs={dialogs} onClose={closeDialogs} />
    </div>
  );
}

interface PartProps {
  props: TimelineProps;
  model: TimelineModel;
}

function List({ props, model, actions }: PartProps & { actions: TimelineActions }) {
  const { t } = useLocale();
  const { room, onReload } = props;
  const { view, scroller, isOpen, isPlaced, focus, scroll, takeOver } = model;
  const handleFocus = (event: FocusEvent<HTMLElement>) => {
    const key = event.target.closest<HTMLElement>('article[data-key]')?.dataset.key;
    if (key !== undefined) focus.setActiveKey(key);
  };
  return (
    <div
      ref={scroller}
      className={`timeline${isOpen && !isPlaced ? ' timeline-unplaced' : ''}`}
      role="log"
      // One tab stop: the message that had the focus last, else the list.
      tabIndex={focus.activeKey === undefined ? 0 : -1}
      aria-label={t('timeline', { room: room.name })}
      // Lines come and go with the scrolling; what is new is told beside the list.
      aria-live="off"
      aria-busy={!isOpen}
      onWheel={({ deltaY }) => takeOver(deltaY < 0)}
      onTouchMove={() => takeOver(true)}
      onPointerDown={() => takeOver(false)}
      onScroll={scroll.handleScroll}
      onFocus={handleFocus}
      onKeyDown={(event) => {
        takeOver(true);
        focus.handleKeyDown(event);
      }}
    >
      <div className="timeline-spacer" />
      {!isOpen && <Skeleton hasFailed={view.loadFailed && !view.isLoaded} onReload={onReload} />}
      {isOpen && <Lines props={props} model={model} actions={actions} />}
    </div>
  );
}

function Lines({ props, model, actions }: PartProps & { actions: TimelineActions }) {
  const { room, editingId } = props;
  const { view, scroller, list, lines, focus } = model;
  return (
    <Virtualizer
      key={lines.generation}
      ref={list}
      data={lines.items}
      scrollRef={scroller}
      shift={lines.isShift}
      bufferSize={AHEAD_PX}
      keepMounted={keptIndexes(lines.rows, focus.activeIndex, editingId)}
    >
      {(row) =>
        row === START ? (
          // Drawn anew with each page above the first message, so that its height is measured in its new place.
          <TimelineStart
            key={`${START} ${lines.rows[0]?.key ?? ''}`}
            room={room}
            hasBefore={view.hasBefore}
            isEmpty={lines.rows.length === 0}
          />
        ) : (
          <Line key={row.key} row={row} {...lineState(row, props, model)} actions={actions} />
        )
      }
    </Virtualizer>
  );
}

function lineState(row: TimelineRow, { me, editingId }: TimelineProps, { divider, focus, markedKey }: TimelineModel) {
  return {
    isOwn: row.author.id === me.id,
    isNew: row.message !== undefined && row.message.seq === divider.line?.seq,
    isMarked: row.key === markedKey,
    isEditing: row.message !== undefined && row.message.id === editingId,
    isActive: row.key === focus.activeKey,
    hasLetters: me.settings.letterKeys,
  };
}

interface LineProps extends ReturnType<typeof lineState> {
  row: TimelineRow;
  actions: TimelineActions;
}

const Line = memo(function Line({ isNew, ...props }: LineProps) {
  const { row, actions } = props;
  return (
    <div className="timeline-row">
      {row.day !== undefined && <DayLine day={row.day} onDay={actions.onDay} />}
      <div className="timeline-line">
        {isNew && <NewLine />}
        <MessageRow {...props} />
      </div>
    </div>
  );
});

/** What lies over the list, so that it does not move. */
function Over({ props, model }: PartProps) {
  const { view, isOpen, isAtBottom, opening, divider, tell, markRead, day } = model;
  const { unread, showAround, showEnd } = opening;
  const [isBannerOver, setIsBannerOver] = useState(false);
  const newBelow = useNewBelow(view.newestSeq, isAtBottom);
  const { line } = divider;
  const hasBanner = !isBannerOver && unread !== undefined && line?.seq === unread.seq && !line.isPassed;
  const handleJump = () => {
    setIsBannerOver(true);
    if (unread) void showAround({ around: unread.seq }, 'third');
  };
  const handleMarkRead = () => {
    setIsBannerOver(true);
    tell({ kind: 'markedRead' });
    markRead(view.newestSeq);
  };
  return (
    <>
      {hasBanner ? (
        <UnreadBanner unread={unread} onJump={handleJump} onMarkRead={handleMarkRead} />
      ) : (
        <FloatingDay day={day} />
      )}
      {/* Said by the announcer; here it is only seen. */}
      <Below key={props.room.id} count={newBelow} isAway={isOpen && !isAtBottom} onJump={showEnd} />
    </>
  );
}

/** The lines that stay in the page wherever the list is: the one with the focus, and the one that is being changed. */
function keptIndexes(rows: readonly TimelineRow[], activeIndex: number, editingId: string | undefined): number[] {
  const editing = editingId === undefined ? -1 : rows.findIndex(({ message }) => message?.id === editingId);
  // The line that stands for the start is the first of the list.
  return [activeIndex, editing].filter((index) => index >= 0).map((index) => index + 1);
}

/** How many messages came since the reader left the end of the list. */
function useNewBelow(newestSeq: number, isAtBottom: boolean): number {
  const [seen, setSeen] = useState(newestSeq);
  if (isAtBottom && seen !== newestSeq) setSeen(newestSeq);
  return isAtBottom ? 0 : Math.max(0, newestSeq - seen);
}
