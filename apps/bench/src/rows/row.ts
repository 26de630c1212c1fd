import type { BoundRecord, Minimum } from '../checker/history.js';
import type { Random } from '../clients/random.js';
import type { Recorder } from '../clients/recorder.js';
import type { Laboratory, LaboratoryOptions } from '../lab/laboratory.js';
import type { Stage } from '../lab/stage.js';

/** What a row needs of the machine besides Node; a row whose need is not met is named as not run. */
export type Need = 'root' | 'iptables' | 'faketime' | 'tmpfs' | 'prlimit';

/** The people that chat while a row strikes: writers write, followers only read; all are in the first, busy room. */
export interface Load {
  writers: number;
  followers: number;
  rooms: number;
  leastPauseMs: number;
  mostPauseMs: number;
  /** Share of the messages that name somebody. */
  namingShare: number;
  /** Nobody edits, deletes or reacts. */
  isOnlySending: boolean;
}

export const defaultLoad: Load = {
  writers: 8,
  followers: 4,
  rooms: 4,
  leastPauseMs: 30,
  mostPauseMs: 200,
  namingShare: 0.1,
  isOnlySending: false,
};

/** One row of the fault matrix in the reliability page. */
export interface Row {
  /** As there, such as F8. */
  id: string;
  title: string;
  /** Guarantees that it holds the product to. */
  guarantees: string;
  needs?: Need[];
  load?: Partial<Load>;
  /** The laboratory that it wants; rows that want the same one share it. */
  laboratory?: (random: Random) => Partial<LaboratoryOptions>;
  /** Whether the laboratory cannot be used again after it. */
  isLast?: boolean;
  /**
   * Injects the fault while the load goes on, and heals it. What counts as work done and what was measured is told to `run`;
   * everything that clients saw is judged afterwards.
   */
  strike: (run: RowRun) => Promise<void>;
}

/** What a row works with and where it puts its findings. */
export interface RowRun {
  lab: Laboratory;
  stage: Stage<Laboratory>;
  recorder: Recorder;
  random: Random;
  isLong: boolean;
  /** A count without which the row proves nothing; judged as `no-effect`. */
  atLeast: (name: string, actual: number, least: number) => void;
  /** A bound that was kept or not; passing it is the anomaly of that name. */
  atMost: (anomaly: BoundRecord['anomaly'], what: string, actual: number, most: number) => void;
  /** How long each acknowledged send that began between two moments took until it was settled, in ms, ascending. */
  ackTimes: (from: number, to: number) => number[];
  /** A figure for the table. */
  note: (name: string, figure: number | string) => void;
  /** What is to be ended after the judgement, such as a line on which a client still is. */
  onClose: (close: () => Promise<void>) => void;
  /** Lets the load go on for a while. */
  pause: (milliseconds: number) => Promise<void>;
  /** Waits until this many further operations were acknowledged; false when they were not in time. */
  acknowledges: (count: number, limitMs?: number) => Promise<boolean>;
}

/** What came of a row. */
export interface RowReport {
  row: Row;
  seed: number;
  /** Why it was not run. */
  missing?: string;
  acknowledgedDuring: number;
  /** From the end of the fault until every client knew everything that was stored by then. */
  repairMs: number;
  tookMs: number;
  figures: [string, number | string][];
  minimums: Minimum[];
  recorder?: Recorder;
  anomalies: { name: string; detail: string }[];
  /** Where logs and data are, after a row that failed. */
  dataDir?: string;
}
