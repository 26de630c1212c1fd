/** Lines on the way from what is drawn to what shall be: the list can be changed at one end at a time. */
export interface RowStage<Row> {
  rows: readonly Row[];
  /** The lines before the first one changed, so that distances count from the end. */
  isShift: boolean;
  /** Counts replacements of the whole list, after which nothing of the old geometry holds. */
  generation: number;
}

interface Keyed {
  key: string;
}

/**
 * The next stage towards `target`. Changes before the first common line come first and by themselves, then those after it;
 * lists without a common line replace each other.
 */
export function nextStage<Row extends Keyed>(stage: RowStage<Row>, target: readonly Row[]): RowStage<Row> {
  const { rows, generation } = stage;
  const first = rows[0]?.key;
  const wanted = target[0]?.key;
  if (first === wanted) return { rows: target, isShift: false, generation };
  const added = target.findIndex(({ key }) => key === first);
  const dropped = rows.findIndex(({ key }) => key === wanted);
  if (first === undefined || (added < 0 && dropped < 0))
    return { rows: target, isShift: false, generation: generation + 1 };
  const begin = added > 0 ? target.slice(0, added) : [];
  const rest = added > 0 ? rows : rows.slice(dropped);
  const isLast = rest.length === target.length - begin.length && rest.at(-1)?.key === target.at(-1)?.key;
  return { rows: isLast ? target : [...begin, ...rest], isShift: true, generation };
}
