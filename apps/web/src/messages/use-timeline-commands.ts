import { useEffect, useRef } from 'react';
import { useCommand } from '../ui/commands.js';
import type { TimelineActions } from './timeline-actions.js';
import type { TimelineModel, TimelineProps } from './use-timeline.js';

/** What the keyboard does with the room as a whole, wherever the focus is. */
export function useTimelineCommands(props: TimelineProps, model: TimelineModel, actions: TimelineActions): void {
  const { room } = props;
  const { view, opening, divider, tell, markRead, focus, lines } = model;
  useCommand('escape', () => {
    tell({ kind: 'escape' });
    if (view.newestSeq > 0) markRead(view.newestSeq);
    opening.showEnd();
  });
  useCommand('oldestUnread', () => {
    const unread = room.me && room.me.unread > 0 ? room.me.readSeq + 1 : undefined;
    const seq = divider.line?.seq ?? unread;
    if (seq === undefined) return false;
    void opening.showAround({ around: seq }, 'third');
    return undefined;
  });
  useCommand('react', () => {
    const active = lines.rows[focus.activeIndex]?.message;
    const message = active ?? view.messages.findLast(({ deletedAt, heldAt }) => deletedAt === null && !heldAt);
    if (!message || message.deletedAt !== null || message.heldAt) return false;
    actions.onPick(message);
    return undefined;
  });
}

/** Goes to the end of the room when the reader sends something, also out of history. */
export function useOwnSend(count: number, showEnd: () => void): void {
  const before = useRef(count);
  useEffect(() => {
    if (count > before.current) showEnd();
    before.current = count;
  }, [count, showEnd]);
}
