import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The index is a table beside `message`, filled after the commit: an index on `message` itself would cost every send, and
 * what is not in it yet is read from `message`. Its rows say where to look; what a message says, and who may see it, is
 * always asked of `message` and `room`.
 */
const tables = `
CREATE TABLE message_search (
  message_id uuid PRIMARY KEY,
  room_id uuid NOT NULL,
  author_id uuid NOT NULL,
  created_at timestamptz(3) NOT NULL,
  terms integer[] NOT NULL
);
CREATE INDEX message_search_terms ON message_search USING gin (terms) WITH (gin_pending_list_limit = 1024);
CREATE INDEX message_search_newest ON message_search (created_at, message_id);
CREATE INDEX message_search_room ON message_search (room_id, created_at, message_id);
CREATE INDEX message_search_author ON message_search (author_id, created_at, message_id);
-- Nearly every message has some of the commonest terms; the planner should know how common they are.
ALTER TABLE message_search ALTER COLUMN terms SET STATISTICS 1000;

-- Up to which of its versions a room's messages are in the index; edits and deletions take versions like messages do.
CREATE TABLE search_progress (
  room_id uuid PRIMARY KEY,
  version bigint NOT NULL
) WITH (fillfactor = 50);
`;

/** Names without accents and case; decomposed first, so that it does not lean on the database's locale. */
const names = `
CREATE FUNCTION fold_name(name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT lower(regexp_replace(normalize(name, NFKD), U&'[\\0300-\\036F]', '', 'g')) $$;
`;

/** The search over messages. */
export class Search1763800000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(tables);
    await runner.query(names);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION fold_name(text);');
    await runner.query('DROP TABLE search_progress, message_search;');
  }
}
