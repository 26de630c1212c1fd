/** The largest place that the pictures of one message take. */
const WIDEST = 360;
const HIGHEST = 420;
/** Pictures of one message that are shown in its place; the last of them tells how many more there are. */
export const MOST_SHOWN = 5;

interface Size {
  width: number | null;
  height: number | null;
}

/** The place of a single picture, known before it is loaded: never larger than the picture is. */
export function boxOf({ width, height }: Size): { width: number; height: number } {
  if (!width || !height) return { width: WIDEST, height: (WIDEST * 3) / 4 };
  const scale = Math.min(1, WIDEST / width, HIGHEST / height);
  return { width: Math.max(48, Math.round(width * scale)), height: Math.max(32, Math.round(height * scale)) };
}
