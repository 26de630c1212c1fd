import type { MigrationInterface, QueryRunner } from 'typeorm';

const tables = `
ALTER TABLE room ADD COLUMN archived_at timestamptz(3);
ALTER TABLE room_member ADD COLUMN is_favourite boolean NOT NULL DEFAULT false;

-- Addresses that rooms had before; the room that had one last is found under it, unless a live room bears it.
CREATE TABLE room_slug_history (
  slug text PRIMARY KEY,
  room_id uuid NOT NULL REFERENCES room ON DELETE CASCADE,
  created_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX room_slug_history_room ON room_slug_history (room_id);

-- The code itself is known to those alone who were given it.
CREATE TABLE room_invite (
  code_hash bytea PRIMARY KEY,
  room_id uuid NOT NULL REFERENCES room ON DELETE CASCADE,
  made_by uuid REFERENCES chat_user ON DELETE SET NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  expires_at timestamptz(3) NOT NULL,
  uses_left integer CHECK (uses_left >= 0)
);
CREATE INDEX room_invite_room ON room_invite (room_id);
CREATE INDEX room_invite_maker ON room_invite (made_by);
`;

/**
 * One more outcome, `archived`, for a room that can only be read. It is looked up for what was refused alone, and said to
 * those alone who may see the room. A send that was stored before the room was archived is still `replayed`.
 */
const archivedRule = {
  condition: 'AND r.archived_at IS NULL',
  outcome: `WHEN (SELECT room_is_open_to(r.visibility, r.deleted_at, (SELECT m.user_id FROM room_member m WHERE m.room_id = r.id AND m.user_id = i.author_id) IS NOT NULL)
                    FROM room r WHERE r.id = i.room_id AND r.archived_at IS NOT NULL) THEN 'archived'`,
};
const noRule = { condition: '', outcome: '' };

/** The function as the foundation has it, see there, with a rule. */
const storeMessages = (rule: { condition: string; outcome: string }) => `
CREATE OR REPLACE FUNCTION store_messages(batch jsonb)
RETURNS TABLE (ord integer, outcome text, message_id uuid, seq bigint, version bigint, created_at timestamptz)
LANGUAGE plpgsql
-- The plan is kept from the first calls on, when the tables are small; it must be the one for large tables.
SET enable_seqscan = off
SET enable_bitmapscan = off
AS $$
#variable_conflict use_column
DECLARE
  stored_at timestamptz;
BEGIN
  PERFORM 1 FROM room r
  WHERE r.id IN (SELECT DISTINCT (item ->> 'roomId')::uuid FROM jsonb_array_elements(batch) AS item)
  ORDER BY r.id
  FOR NO KEY UPDATE;

  -- Taken under the locks, so that times do not run backwards against seq.
  stored_at := date_trunc('milliseconds', clock_timestamp());
  RETURN QUERY
  WITH input AS MATERIALIZED (
    SELECT i.ord, i.id, i."roomId" AS room_id, i."authorId" AS author_id, i."clientMessageId" AS client_message_id,
           decode(i."bodyHash", 'hex') AS body_hash, i.text, i."replyToId" AS reply_to_id
    FROM jsonb_to_recordset(batch) AS i(
      ord integer, id uuid, "roomId" uuid, "authorId" uuid, "clientMessageId" uuid, "bodyHash" text, text text, "replyToId" uuid)
  ), earlier AS MATERIALIZED (
    SELECT i.ord, m.id, m.seq, m.version, m.created_at,
           m.body_hash = i.body_hash AND m.room_id = i.room_id AS is_same
    FROM input i
    CROSS JOIN LATERAL (
      SELECT * FROM message m WHERE m.author_id = i.author_id AND m.client_message_id = i.client_message_id OFFSET 0
    ) AS m
  ), fresh AS MATERIALIZED (
    SELECT i.*, member.user_id IS NOT NULL AS is_member,
           r.last_seq AS room_seq,
           r.last_seq + row_number() OVER places AS seq,
           r.version + row_number() OVER places AS version
    FROM input i
    JOIN room r ON r.id = i.room_id
    LEFT JOIN LATERAL (
      SELECT m.user_id FROM room_member m WHERE m.room_id = i.room_id AND m.user_id = i.author_id OFFSET 0
    ) AS member ON true
    WHERE NOT EXISTS (SELECT 1 FROM earlier e WHERE e.ord = i.ord)
      AND room_is_open_to(r.visibility, r.deleted_at, member.user_id IS NOT NULL)
      ${rule.condition}
    WINDOW places AS (PARTITION BY i.room_id ORDER BY i.ord)
  ), advanced AS (
    UPDATE room r
    SET last_seq = top.seq, version = top.version, last_message_at = stored_at
    FROM (SELECT f.room_id, max(f.seq) AS seq, max(f.version) AS version FROM fresh f GROUP BY f.room_id) AS top
    WHERE r.id = top.room_id
  ), entered AS (
    INSERT INTO room_member (room_id, user_id, read_seq)
    SELECT DISTINCT f.room_id, f.author_id, f.room_seq FROM fresh f WHERE NOT f.is_member
    ON CONFLICT DO NOTHING
  ), inserted AS (
    INSERT INTO message (id, room_id, author_id, client_message_id, body_hash, seq, version, created_version, text, reply_to_id, created_at)
    SELECT f.id, f.room_id, f.author_id, f.client_message_id, f.body_hash, f.seq, f.version, f.version, f.text, f.reply_to_id, stored_at
    FROM fresh f
  )
  SELECT i.ord,
         CASE WHEN e.is_same THEN 'replayed' WHEN e.id IS NOT NULL THEN 'conflict' WHEN f.id IS NOT NULL THEN 'stored'
              ${rule.outcome} ELSE 'not_found' END,
         coalesce(e.id, f.id), coalesce(e.seq, f.seq), coalesce(e.version, f.version), coalesce(e.created_at, stored_at)
  FROM input i
  LEFT JOIN earlier e ON e.ord = i.ord
  LEFT JOIN fresh f ON f.ord = i.ord
  ORDER BY i.ord;
END $$;
`;

/** Archived rooms, favourites, addresses that rooms had before, and invitations. */
export class Rooms1763800000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(tables);
    await runner.query(storeMessages(archivedRule));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(storeMessages(noRule));
    await runner.query('DROP TABLE room_invite, room_slug_history;');
    await runner.query('ALTER TABLE room_member DROP COLUMN is_favourite; ALTER TABLE room DROP COLUMN archived_at;');
  }
}
