import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What each node says of itself every few seconds, for operators. Losing it loses nothing: it is written anew. */
export class NodeStatus1764100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE node_status (
      instance_id text PRIMARY KEY,
      process_id uuid NOT NULL,
      version text NOT NULL,
      started_at timestamptz NOT NULL,
      seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
      state text NOT NULL,
      figures jsonb NOT NULL
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE node_status');
  }
}
