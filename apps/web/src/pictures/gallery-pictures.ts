import type { Attachment, Message } from '@tertulia/contract';

/** One picture of the gallery, with the message that it came in. */
export interface GalleryPicture {
  attachment: Attachment;
  message: Message;
  /** Its place among the pictures of its message, from 1. */
  index: number;
  count: number;
}

/** The pictures of messages, in the order in which they are seen. */
export function galleryOf(messages: readonly Message[]): GalleryPicture[] {
  return messages.flatMap((message) => {
    if (message.deletedAt !== null) return [];
    const ready = message.attachments.filter(({ status, url }) => status === 'ready' && url !== null);
    return ready.map((attachment, index) => ({ attachment, message, index: index + 1, count: ready.length }));
  });
}

/** Where a swipe goes: one picture on, one back, or nowhere. Short ones count when they were quick. */
export function swipeStep(dx: number, dy: number, milliseconds: number, width: number): -1 | 0 | 1 {
  const isSideways = Math.abs(dx) > 2 * Math.abs(dy);
  const isFar = Math.abs(dx) > width / 4;
  const isQuick = Math.abs(dx) > 30 && Math.abs(dx) / Math.max(1, milliseconds) > 0.4;
  if (!isSideways || !(isFar || isQuick)) return 0;
  return dx < 0 ? 1 : -1;
}

/** How a picture is shown: so much larger than it fits, and moved so far from the middle. */
export interface View {
  scale: number;
  x: number;
  y: number;
}

export const fitting: View = { scale: 1, x: 0, y: 0 };
const LARGEST = 5;

/** Makes a picture larger or smaller around a point, given from the middle of the place. */
export function zoomAt(view: View, factor: number, px: number, py: number, width: number, height: number): View {
  const scale = Math.min(LARGEST, Math.max(1, view.scale * factor));
  const ratio = scale / view.scale;
  return boundView({ scale, x: px - (px - view.x) * ratio, y: py - (py - view.y) * ratio }, width, height);
}

/** Keeps a part of the picture in sight, and one that fits in the middle. */
export function boundView({ scale, x, y }: View, width: number, height: number): View {
  if (scale <= 1) return fitting;
  const [mostX, mostY] = [((scale - 1) * width) / 2, ((scale - 1) * height) / 2];
  return { scale, x: Math.min(mostX, Math.max(-mostX, x)), y: Math.min(mostY, Math.max(-mostY, y)) };
}
