import type { MigrationInterface, QueryRunner } from 'typeorm';

const SETTINGS = [
  'slug',
  'name',
  'topic',
  'visibility',
  'slow_mode_seconds',
  'retention_days',
  'archived_at',
  'word_rule',
  'deleted_at',
];
const of = (row: string) => SETTINGS.map((column) => `${row}.${column}`).join(', ');

/**
 * An order of what owners make of a room, so that of two changes that were told the later one is known. Messages have the
 * room's version and do not move it: a statement that sets none of these columns does not even look.
 */
export class RoomRevisions1764200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE room ADD COLUMN revision bigint NOT NULL DEFAULT 0;
      CREATE FUNCTION next_room_revision() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        NEW.revision := OLD.revision + 1;
        RETURN NEW;
      END $$;
      CREATE TRIGGER next_revision BEFORE UPDATE OF ${SETTINGS.join(', ')} ON room FOR EACH ROW
        WHEN ((${of('OLD')}) IS DISTINCT FROM (${of('NEW')})) EXECUTE FUNCTION next_room_revision();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER next_revision ON room;
      DROP FUNCTION next_room_revision();
      ALTER TABLE room DROP COLUMN revision;
    `);
  }
}
