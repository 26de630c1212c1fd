import { useMemo, useState } from 'react';
import type { RoomView } from './room-store.js';
import { nextStage, type RowStage } from './row-stages.js';
import { arrangeRows, type RowAuthor, type TimelineRow } from './timeline-rows.js';

/** Stands above the first message. */
export const START = 'start';

const noRows: RowStage<TimelineRow> = { rows: [], isShift: false, generation: 0 };

/**
 * The lines to draw. Where the list changes at both ends, it is drawn once with the change at the upper end before it is
 * drawn as it shall be; the browser shows only the last of these.
 */
export function useRows({ messages, pending, isLive }: RoomView, me: RowAuthor) {
  const target = useMemo(() => arrangeRows(messages, isLive ? pending : [], me), [messages, pending, isLive, me]);
  const [stage, setStage] = useState(noRows);
  const [wanted, setWanted] = useState<readonly TimelineRow[]>(noRows.rows);
  if (wanted !== target) {
    setWanted(target);
    setStage(nextStage(stage, target));
  }
  const items = useMemo(() => [START, ...stage.rows] as const, [stage.rows]);
  return {
    ...stage,
    items,
    isSettled: stage.rows === target,
    /** Draws the next stage. */
    advance: () => setStage((present) => nextStage(present, target)),
  };
}
