import type pg from 'pg';

interface Segment {
  realStart: number;
  mailStart: number;
  speed: number;
}

/**
 * Lets the days of the mail's policy pass faster: the product takes its times from `mail_now()`, which is defined anew in the
 * bench's own database. Database and bench share one machine, hence one clock.
 */
export class MailClock {
  private readonly segments: Segment[] = [];

  constructor(private readonly pool: pg.Pool) {}

  /** From now on the mail's time runs so many times as fast; it never jumps. */
  async run(speed: number): Promise<void> {
    const realStart = Date.now();
    const mailStart = this.toMail(realStart);
    await this.pool.query(
      `CREATE OR REPLACE FUNCTION mail_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
         SELECT date_trunc('milliseconds', to_timestamp(${mailStart / 1_000}) + (clock_timestamp() - to_timestamp(${realStart / 1_000})) * ${speed}) $$`,
    );
    this.segments.push({ realStart, mailStart, speed });
  }

  /** The mail's time at a moment of the real one, both in milliseconds since 1970. */
  toMail(realAt: number): number {
    const segment = this.segments.findLast(({ realStart }) => realStart <= realAt) ?? this.segments[0];
    return segment ? segment.mailStart + (realAt - segment.realStart) * segment.speed : realAt;
  }
}
