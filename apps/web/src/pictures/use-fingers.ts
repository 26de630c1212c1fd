import { type MouseEvent, type PointerEvent, useRef, useState } from 'react';
import { boundView, fitting, swipeStep, type View, zoomAt } from './gallery-pictures.js';

/** Pixels before it is decided whether a finger goes sideways. */
const SLACK_PX = 8;
const DOUBLE = 2.5;

interface Point {
  x: number;
  y: number;
}

interface Touch {
  points: Map<number, Point>;
  start: Point;
  at: number;
  /** Which way the first finger went; what it decided stays until it is lifted. */
  axis: 'none' | 'sideways' | 'other';
}

const untouched = (): Touch => ({ points: new Map(), start: { x: 0, y: 0 }, at: 0, axis: 'none' });

/**
 * Fingers and the mouse on a picture: a swipe goes to the next one, two fingers or a double click make it larger, and a larger
 * one is moved about.
 */
export function useFingers(onStep: (step: -1 | 1) => void) {
  const [view, setView] = useState<View>(fitting);
  const [drag, setDrag] = useState(0);
  const touch = useRef(untouched());
  const handleDown = (event: PointerEvent<HTMLElement>) => {
    const { points } = touch.current;
    if (event.pointerType === 'mouse' && event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    if (points.size === 0) {
      const start = { x: event.clientX, y: event.clientY };
      touch.current = { ...untouched(), points, start, at: event.timeStamp };
    }
    points.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (points.size > 1) setDrag(0);
  };
  const handleMove = (event: PointerEvent<HTMLElement>) => {
    const { points, start } = touch.current;
    const before = points.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    const { clientWidth, clientHeight } = event.currentTarget;
    if (points.size === 2) setView((shown) => pinch(shown, points, event.pointerId, now, event.currentTarget));
    else if (view.scale > 1)
      setView(({ scale, x, y }) =>
        boundView({ scale, x: x + now.x - before.x, y: y + now.y - before.y }, clientWidth, clientHeight),
      );
    else {
      touch.current.axis = axisOf(touch.current.axis, now.x - start.x, now.y - start.y);
      if (touch.current.axis === 'sideways') setDrag(now.x - start.x);
    }
    points.set(event.pointerId, now);
  };
  const handleUp = (event: PointerEvent<HTMLElement>) => {
    const { points, start, at, axis } = touch.current;
    const wasAlone = points.size === 1;
    if (!points.delete(event.pointerId)) return;
    setDrag(0);
    if (!wasAlone || axis !== 'sideways' || event.type === 'pointercancel') return;
    const [dx, dy] = [event.clientX - start.x, event.clientY - start.y];
    const step = swipeStep(dx, dy, event.timeStamp - at, event.currentTarget.clientWidth);
    if (step !== 0) onStep(step);
  };
  const handleDoubleClick = (event: MouseEvent<HTMLElement>) => {
    const place = event.currentTarget;
    const { x, y } = fromMiddle({ x: event.clientX, y: event.clientY }, place);
    setView((shown) =>
      shown.scale > 1 ? fitting : zoomAt(shown, DOUBLE, x, y, place.clientWidth, place.clientHeight),
    );
  };
  const zoom = (factor: number) =>
    setView((shown) => zoomAt(shown, factor, 0, 0, window.innerWidth, window.innerHeight));
  const handlers = {
    onPointerDown: handleDown,
    onPointerMove: handleMove,
    onPointerUp: handleUp,
    onPointerCancel: handleUp,
    onDoubleClick: handleDoubleClick,
  };
  return { view, drag, zoom, handlers };
}

function axisOf(known: Touch['axis'], dx: number, dy: number): Touch['axis'] {
  if (known !== 'none' || Math.hypot(dx, dy) < SLACK_PX) return known;
  return Math.abs(dx) > Math.abs(dy) ? 'sideways' : 'other';
}

function fromMiddle({ x, y }: Point, place: Element): Point {
  const { left, top, width, height } = place.getBoundingClientRect();
  return { x: x - left - width / 2, y: y - top - height / 2 };
}

/** Two fingers: the picture grows with their distance, around the point between them. */
function pinch(view: View, points: Map<number, Point>, moved: number, now: Point, place: Element): View {
  const other = [...points].find(([id]) => id !== moved)?.[1];
  const before = points.get(moved);
  if (!other || !before) return view;
  const distance = (a: Point, b: Point) => Math.hypot(a.x - b.x, a.y - b.y);
  const factor = distance(now, other) / Math.max(1, distance(before, other));
  const { x, y } = fromMiddle({ x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 }, place);
  return zoomAt(view, factor, x, y, place.clientWidth, place.clientHeight);
}
