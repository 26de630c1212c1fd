import { randomBytes } from 'node:crypto';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { skeletonOf } from '../../identity/skeleton.js';

const BATCH = 1_000;

/** Names are folded by `fold_name`, which the search brought. */
const people = `
ALTER TABLE chat_user
  ADD COLUMN handle_skeleton text,
  ADD COLUMN mark text,
  ADD COLUMN settings jsonb NOT NULL DEFAULT '{}',
  ADD COLUMN handle_fold text COLLATE "C" GENERATED ALWAYS AS (fold_name(handle)) STORED,
  ADD COLUMN display_name_fold text COLLATE "C" GENERATED ALWAYS AS (fold_name(display_name)) STORED,
  ADD CONSTRAINT chat_user_handle_skeleton UNIQUE (handle_skeleton);
CREATE INDEX chat_user_handle_fold ON chat_user (handle_fold);
CREATE INDEX chat_user_display_name_fold ON chat_user (display_name_fold);

CREATE TABLE server_secret (
  name text PRIMARY KEY,
  secret bytea NOT NULL
);

-- A cleared draft keeps its row, hence its revision: a late save of an old text cannot pass for a newer one.
CREATE TABLE draft (
  user_id uuid NOT NULL REFERENCES chat_user ON DELETE CASCADE,
  room_id uuid NOT NULL REFERENCES room ON DELETE CASCADE,
  text text NOT NULL,
  reply_to_id uuid,
  revision bigint NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  PRIMARY KEY (user_id, room_id)
) WITH (fillfactor = 80);
`;

/** Look-alike names, marks, settings, finding people, and drafts. */
export class Identity1763800000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(people);
    await runner.query(`INSERT INTO server_secret (name, secret) VALUES ('mark', $1)`, [randomBytes(32)]);
    await giveSkeletons(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE draft, server_secret;');
    await runner.query(
      'ALTER TABLE chat_user DROP COLUMN handle_skeleton, DROP COLUMN mark, DROP COLUMN settings, DROP COLUMN handle_fold, DROP COLUMN display_name_fold;',
    );
  }
}

/** Oldest first: where names that are there look alike, the first one has the skeleton and the others have none. */
async function giveSkeletons(runner: QueryRunner): Promise<void> {
  for (let last = '00000000-0000-0000-0000-000000000000'; ;) {
    const rows: { id: string; handle: string }[] = await runner.query(
      `SELECT id, handle FROM chat_user WHERE id > $1 ORDER BY id LIMIT ${BATCH}`,
      [last],
    );
    const end = rows.at(-1);
    if (!end) return;
    last = end.id;
    await runner.query(
      `UPDATE chat_user u SET handle_skeleton = first.skeleton
       FROM (
         SELECT DISTINCT ON (i.skeleton) i.id, i.skeleton FROM unnest($1::uuid[], $2::text[]) AS i(id, skeleton)
         ORDER BY i.skeleton, i.id
       ) AS first
       WHERE u.id = first.id AND NOT EXISTS (SELECT 1 FROM chat_user o WHERE o.handle_skeleton = first.skeleton)`,
      [rows.map((row) => row.id), rows.map((row) => skeletonOf(row.handle))],
    );
  }
}
