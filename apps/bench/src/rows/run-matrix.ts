import { Random } from '../clients/random.js';
import { Laboratory, type LaboratoryOptions } from '../lab/laboratory.js';
import { findMissing } from './needs.js';
import type { Row, RowReport } from './row.js';
import { runRow } from './run-row.js';

/** How often a row is run that was too slow once. */
const RUNS = 3;

/** Runs rows one after the other; those that want the same laboratory share it as long as it is whole. */
export class MatrixRun {
  private lab: Laboratory | null = null;
  private kind = '';

  constructor(
    private readonly seed: number,
    private readonly isLong: boolean,
  ) {}

  /**
   * One row. One that was nothing but too slow is run again, since others use the machine too: it failed if that happens in
   * two runs of three. Every other anomaly counts at once.
   */
  async run(row: Row): Promise<RowReport> {
    const first = await this.runOnce(row);
    if (!isOnlySlow(first)) return first;
    let last = first;
    for (let turn = 2; turn <= RUNS && (turn === 2 || last.anomalies.length === 0); turn += 1)
      last = await this.runOnce(row, turn);
    if (last.anomalies.length > 0) return last;
    const [slow] = first.anomalies;
    return { ...last, figures: [...last.figures, [`too slow in one of ${RUNS} runs`, slow?.detail ?? '']] };
  }

  private async runOnce(row: Row, turn = 1): Promise<RowReport> {
    const missing = findMissing(row.needs ?? []);
    if (missing !== null) return notRun(row, this.seed, missing);
    // What an earlier turn named may be in the laboratory still.
    const random = new Random(this.seed).fork(turn === 1 ? row.id : `${row.id} ${turn}`);
    const lab = await this.enter(row.laboratory?.(random.fork('laboratory')) ?? {});
    let isClean = false;
    try {
      const report = await runRow(row, lab, random.seed, { isLong: this.isLong });
      isClean = report.anomalies.length === 0;
      return report;
    } finally {
      lab.heal();
      if (!isClean || row.isLast || !(await lab.isWhole())) await this.leave(!isClean);
    }
  }

  /** @param keepsData whether logs and data are to be looked at. */
  async leave(keepsData = false): Promise<void> {
    const { lab } = this;
    this.lab = null;
    await lab?.dispose(keepsData);
  }

  private async enter(options: Partial<LaboratoryOptions>): Promise<Laboratory> {
    const kind = JSON.stringify(options);
    if (this.lab && this.kind === kind) return this.lab;
    await this.leave();
    this.kind = kind;
    this.lab = await Laboratory.create(options);
    return this.lab;
  }
}

function isOnlySlow({ anomalies }: RowReport): boolean {
  return anomalies.length > 0 && anomalies.every(({ name }) => name === 'slow-ack');
}

function notRun(row: Row, seed: number, missing: string): RowReport {
  const nothing = { acknowledgedDuring: 0, repairMs: 0, tookMs: 0, figures: [], minimums: [], anomalies: [] };
  return { row, seed, missing, ...nothing };
}
