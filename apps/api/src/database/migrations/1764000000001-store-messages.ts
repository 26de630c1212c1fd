import type { MigrationInterface, QueryRunner } from 'typeorm';
import { Mentions1763900000001 } from './1763900000001-mentions.js';

/**
 * The function of the migration before, see there; new is that a message may carry pictures and may hold a prohibited word.
 * `attachments` is null or an array of what the message keeps of its pictures, each with its `id`: all of them belong to the
 * author, are ready and in no other message, or the message is not stored (`attachment`). `isFlagged` says that the text
 * holds a prohibited word: what follows is the room's rule, read here under its lock. A held message tells nobody yet; an
 * owner's own is not held, for nobody else would release it.
 */
const storeMessages = (statements: string) => `
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
${statements}END $$;
`;

/** Taken by batches with pictures alone; the rooms are locked by now. */
const lockPictures = `  -- Whoever sweeps pictures and whoever sends the same ones waits; the statement below sees what became of them.
  PERFORM 1 FROM attachment t
  WHERE t.id IN (SELECT (a ->> 'id')::uuid FROM jsonb_array_elements(batch) AS item,
                 LATERAL jsonb_array_elements(coalesce(item -> 'attachments', '[]')) AS a)
  ORDER BY t.id
  FOR UPDATE;
`;

/** Stores what is new of a batch; one of plain texts is spared what names, pictures and rules cost. */
const statement = (isRich: boolean) => `  RETURN QUERY
  WITH input AS MATERIALIZED (
    SELECT i.ord, i.id, i."roomId" AS room_id, i."authorId" AS author_id, i."clientMessageId" AS client_message_id,
           decode(i."bodyHash", 'hex') AS body_hash, i.text, i."replyToId" AS reply_to_id${isRich ? ', i.entities, i.notify, i.attachments, i."isFlagged" AS is_flagged' : ''}
    FROM jsonb_to_recordset(batch) AS i(
      ord integer, id uuid, "roomId" uuid, "authorId" uuid, "clientMessageId" uuid, "bodyHash" text, text text, "replyToId" uuid${isRich ? ', entities jsonb, notify jsonb, attachments jsonb, "isFlagged" boolean' : ''})
  ), earlier AS MATERIALIZED (
    SELECT i.ord, m.id, m.seq, m.version, m.created_at,
           m.body_hash = i.body_hash AND m.room_id = i.room_id AS is_same
    FROM input i
    CROSS JOIN LATERAL (
      SELECT * FROM message m WHERE m.author_id = i.author_id AND m.client_message_id = i.client_message_id OFFSET 0
    ) AS m
  ), fresh AS MATERIALIZED (
    SELECT i.*, member.user_id IS NOT NULL AS is_member, r.visibility,${isRich ? HELD : ''}
           r.last_seq AS room_seq,
           r.last_seq + row_number() OVER places AS seq,
           r.version + row_number() OVER places AS version
    FROM input i
    JOIN room r ON r.id = i.room_id
    LEFT JOIN LATERAL (
      SELECT m.user_id, m.role FROM room_member m WHERE m.room_id = i.room_id AND m.user_id = i.author_id OFFSET 0
    ) AS member ON true
    WHERE NOT EXISTS (SELECT 1 FROM earlier e WHERE e.ord = i.ord)
      AND room_is_open_to(r.visibility, r.deleted_at, member.user_id IS NOT NULL)
      AND r.archived_at IS NULL${isRich ? storable : ''}
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
    INSERT INTO message (id, room_id, author_id, client_message_id, body_hash, seq, version, created_version, text, reply_to_id, created_at${isRich ? ', entities, attachments, held_at' : ''})
    SELECT f.id, f.room_id, f.author_id, f.client_message_id, f.body_hash, f.seq, f.version, f.version, f.text, f.reply_to_id, stored_at${isRich ? `, coalesce(f.entities, '[]'), coalesce(f.attachments, '[]'), CASE WHEN f.is_held THEN stored_at END` : ''}
    FROM fresh f
  )${isRich ? taking + telling : ''}
  SELECT i.ord,
         CASE WHEN e.is_same THEN 'replayed' WHEN e.id IS NOT NULL THEN 'conflict'${isRich ? ` WHEN f.is_held THEN 'held'` : ''} WHEN f.id IS NOT NULL THEN 'stored'
              WHEN (SELECT room_is_open_to(r.visibility, r.deleted_at, (SELECT m.user_id FROM room_member m WHERE m.room_id = r.id AND m.user_id = i.author_id) IS NOT NULL)
                    FROM room r WHERE r.id = i.room_id AND r.archived_at IS NOT NULL) THEN 'archived'${isRich ? refusals : ''} ELSE 'not_found' END,
         coalesce(e.id, f.id), coalesce(e.seq, f.seq), coalesce(e.version, f.version), coalesce(e.created_at, stored_at)
  FROM input i
  LEFT JOIN earlier e ON e.ord = i.ord
  LEFT JOIN fresh f ON f.ord = i.ord
  ORDER BY i.ord;
`;

const HELD = ` i.is_flagged IS TRUE AND r.word_rule = 'hold' AND member.role IS DISTINCT FROM 'owner' AS is_held,`;

/** Whether a picture of the message `i` cannot be used. */
const lacksPicture = `EXISTS (
        SELECT 1 FROM jsonb_array_elements(i.attachments) AS a
        LEFT JOIN attachment t ON t.id = (a ->> 'id')::uuid AND t.owner_id = i.author_id AND t.state = 'ready' AND t.message_id IS NULL
        WHERE t.id IS NULL)`;

const storable = `
      AND NOT (i.is_flagged IS TRUE AND r.word_rule = 'block')
      AND NOT ${lacksPicture}`;

const openRule = `(SELECT r.word_rule FROM room r WHERE r.id = i.room_id AND room_is_open_to(r.visibility, r.deleted_at, EXISTS (SELECT 1 FROM room_member m WHERE m.room_id = r.id AND m.user_id = i.author_id)))`;

/** Why a message was not stored although its room is there. */
const refusals = `
              WHEN i.is_flagged IS TRUE AND ${openRule} = 'block' THEN 'blocked'
              WHEN ${openRule} IS NOT NULL AND ${lacksPicture} THEN 'attachment'`;

const taking = `, taken AS (
    UPDATE attachment t SET message_id = f.id
    FROM fresh f CROSS JOIN LATERAL jsonb_array_elements(f.attachments) AS a
    WHERE t.id = (a ->> 'id')::uuid
  )`;

const telling = `, named AS MATERIALIZED (
    SELECT n.id, n."userId" AS user_id, n.kind, n."holdMs" AS hold_ms, f.id AS message_id, f.room_id, f.seq,
           member.user_id IS NOT NULL AS is_member, address.user_id IS NOT NULL AS has_address
    FROM (SELECT * FROM fresh WHERE notify IS NOT NULL AND NOT is_held OFFSET 0) AS f
    CROSS JOIN LATERAL jsonb_to_recordset(f.notify) AS n(id uuid, "userId" uuid, kind text, "holdMs" integer)
    LEFT JOIN LATERAL (
      SELECT m.user_id FROM room_member m WHERE m.room_id = f.room_id AND m.user_id = n."userId" OFFSET 0
    ) AS member ON true
    LEFT JOIN LATERAL (SELECT c.user_id FROM contact c WHERE c.user_id = n."userId" OFFSET 0) AS address ON true
    WHERE n."userId" <> f.author_id AND (f.visibility = 'public' OR member.user_id IS NOT NULL)
  ), told AS (
    INSERT INTO notification (id, user_id, room_id, message_id, seq, kind, created_at, outcome, reason)
    SELECT n.id, n.user_id, n.room_id, n.message_id, n.seq, n.kind, stored_at,
           CASE WHEN n.is_member AND n.has_address THEN 'waiting' ELSE 'shown' END,
           CASE WHEN NOT n.is_member THEN 'not_a_member' WHEN NOT n.has_address THEN 'no_address'
                WHEN n.hold_ms > 0 THEN 'in_room' ELSE 'due' END
    FROM named n
    ON CONFLICT ON CONSTRAINT notification_told_once DO NOTHING
    RETURNING id
  ), posted AS (
    INSERT INTO mail_outbox (notification_id, user_id, room_id, created_at, due_at)
    SELECT n.id, n.user_id, n.room_id, mail_now(), mail_now() + make_interval(secs => n.hold_ms / 1000.0)
    FROM named n JOIN told t ON t.id = n.id WHERE n.is_member AND n.has_address
  )`;

/** Messages carry pictures, and a room's rule decides about prohibited words. */
export class StoreMessages1764000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      storeMessages(
        `  IF jsonb_path_exists(batch, '$[*] ? (exists (@.entities) || exists (@.notify) || exists (@.attachments) || exists (@.isFlagged))') THEN\n${lockPictures}${statement(true)}  ELSE\n${statement(false)}  END IF;\n`,
      ),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await new Mentions1763900000001().up(runner);
  }
}
