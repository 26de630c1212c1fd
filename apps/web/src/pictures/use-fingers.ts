import { type MouseEvent, type PointerEvent, useCallback, useRef, useState } from 'react';
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
export function useFingers(pictureId: string, onStep: (step: -1 | 1) => void) {
  const [view, setView] = useView(pictureId);
  const [drag, setDrag] = useState(0);
  const touch = useRef(untouched());
  const zoom = useCallback(
    (factor: number) => setView((shown) => zoomAt(shown, factor, 0, 0, window.innerWidth, window.innerHeight)),
    [setView],
  );
  const handleMove = (event: PointerEvent<HTMLElement>) => {
    const { points, start } = touch.current;
    const before = points.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    const place = event.currentTarget;
    if (points.size === 2) {
      const fingers = new Map(points);
      setView((shown) => pinch(shown, fingers, event.pointerId, now, place));
    } else if (view.scale > 1) {
      const { clientWidth, clientHeight } = place;
      const [dx, dy] = [now.x - before.x, now.y - before.y];
      setView(({ scale, x, y }) => boundView({ scale, x: x + dx, y: y + dy }, clientWidth, clientHeight));
    } else {
      touch.current.axis = axisOf(touch.current.axis, now.x - start.x, now.y - start.y);
      if (touch.current.axis === 'sideways') setDrag(now.x - start.x);
    }
    points.set(event.pointerId, now);
  };
  const handleUp = (event: PointerEvent<HTMLElement>) => {
    setDrag(0);
    const step = liftFinger(touch.current, event);
    if (step !== 0) onStep(step);
  };
  const handlers = {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.pointerType === 'mouse' && event.button !== 0) return;
      touch.current = putFinger(touch.current, event);
      if (touch.current.points.size > 1) setDrag(0);
    },
    onPointerMove: handleMove,
    onPointerUp: handleUp,
    onPointerCancel: handleUp,
    onDoubleClick: (event: MouseEvent<HTMLElement>) => {
      const place = event.currentTarget;
      const point = { x: event.clientX, y: event.clientY };
      setView((shown) => (shown.scale > 1 ? fitting : zoomTo(point, place)));
    },
  };
  return { view, drag, zoom, handlers };
}

/** The next picture is seen whole, however the one before was. */
function useView(pictureId: string) {
  const [view, setView] = useState<View>(fitting);
  const [shownId, setShownId] = useState(pictureId);
  if (shownId !== pictureId) {
    setShownId(pictureId);
    setView(fitting);
  }
  return [view, setView] as const;
}

/** The first finger begins a movement; another one makes it a pinch. */
function putFinger(touch: Touch, event: PointerEvent<HTMLElement>): Touch {
  event.currentTarget.setPointerCapture(event.pointerId);
  const point = { x: event.clientX, y: event.clientY };
  const next = touch.points.size === 0 ? { ...untouched(), start: point, at: event.timeStamp } : touch;
  next.points.set(event.pointerId, point);
  return next;
}

/** @returns where the movement leads that ends with this finger. */
function liftFinger({ points, start, at, axis }: Touch, event: PointerEvent<HTMLElement>): -1 | 0 | 1 {
  const wasAlone = points.size === 1;
  if (!points.delete(event.pointerId) || !wasAlone) return 0;
  if (axis !== 'sideways' || event.type === 'pointercancel') return 0;
  const [dx, dy] = [event.clientX - start.x, event.clientY - start.y];
  return swipeStep(dx, dy, event.timeStamp - at, event.currentTarget.clientWidth);
}

function zoomTo(point: Point, place: Element): View {
  const { x, y } = fromMiddle(point, place);
  return zoomAt(fitting, DOUBLE, x, y, place.clientWidth, place.clientHeight);
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
