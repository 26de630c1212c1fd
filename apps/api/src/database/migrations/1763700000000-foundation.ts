import type { MigrationInterface, QueryRunner } from 'typeorm';

const tables = `
CREATE TABLE chat_user (
  id uuid PRIMARY KEY,
  handle text NOT NULL,
  handle_key text NOT NULL UNIQUE,
  display_name text NOT NULL,
  is_guest boolean NOT NULL DEFAULT true,
  is_bot boolean NOT NULL DEFAULT false,
  locale text,
  created_at timestamptz(3) NOT NULL DEFAULT now()
);

CREATE TABLE session (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES chat_user ON DELETE CASCADE,
  token_hash bytea NOT NULL UNIQUE,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  expires_at timestamptz(3) NOT NULL
);
CREATE INDEX session_by_user ON session (user_id);
CREATE INDEX session_expiry ON session (expires_at);

CREATE TABLE stream_ticket (
  ticket_hash bytea PRIMARY KEY,
  session_id uuid NOT NULL REFERENCES session ON DELETE CASCADE,
  expires_at timestamptz(3) NOT NULL
);
CREATE INDEX stream_ticket_expiry ON stream_ticket (expires_at);

CREATE TABLE room (
  id uuid PRIMARY KEY,
  slug text NOT NULL,
  name text NOT NULL,
  topic text NOT NULL DEFAULT '',
  visibility text NOT NULL CHECK (visibility IN ('public', 'private')),
  created_by uuid REFERENCES chat_user ON DELETE SET NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  last_seq bigint NOT NULL DEFAULT 0,
  version bigint NOT NULL DEFAULT 0,
  last_message_at timestamptz(3),
  slow_mode_seconds integer NOT NULL DEFAULT 0,
  retention_days integer,
  deleted_at timestamptz(3)
) WITH (fillfactor = 50);
CREATE UNIQUE INDEX room_slug ON room (slug) WHERE deleted_at IS NULL;

CREATE TABLE room_member (
  room_id uuid NOT NULL REFERENCES room ON DELETE CASCADE,
  user_id uuid NOT NULL REFERENCES chat_user ON DELETE CASCADE,
  role text NOT NULL DEFAULT 'member' CHECK (role IN ('owner', 'member')),
  read_seq bigint NOT NULL DEFAULT 0,
  notify text NOT NULL DEFAULT 'mentions' CHECK (notify IN ('all', 'mentions', 'none')),
  joined_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (room_id, user_id)
) WITH (fillfactor = 80);
CREATE INDEX room_member_user ON room_member (user_id);

-- No foreign keys to room and chat_user: store_messages() holds the room's row and takes the author from a live session,
-- neither is ever removed while messages refer to it, and the two triggers a row would cost a third of the write rate.
CREATE TABLE message (
  id uuid PRIMARY KEY,
  room_id uuid NOT NULL,
  author_id uuid NOT NULL,
  client_message_id uuid NOT NULL,
  body_hash bytea NOT NULL,
  seq bigint NOT NULL,
  version bigint NOT NULL,
  created_version bigint NOT NULL,
  text text NOT NULL,
  entities jsonb NOT NULL DEFAULT '[]',
  reply_to_id uuid,
  created_at timestamptz(3) NOT NULL,
  edited_at timestamptz(3),
  deleted_at timestamptz(3),
  CONSTRAINT message_sent_once UNIQUE (author_id, client_message_id),
  CONSTRAINT message_seq UNIQUE (room_id, seq),
  CONSTRAINT message_version UNIQUE (room_id, version)
);

CREATE TABLE reaction (
  message_id uuid NOT NULL REFERENCES message ON DELETE CASCADE,
  emoji text NOT NULL,
  user_id uuid NOT NULL REFERENCES chat_user ON DELETE CASCADE,
  created_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (message_id, emoji, user_id)
);
`;

/** The one rule of who may enter a room, used by every query that decides it; PostgreSQL inlines it. */
const roomRule = `
CREATE FUNCTION room_is_open_to(visibility text, deleted_at timestamptz, is_member boolean) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT deleted_at IS NULL AND (visibility = 'public' OR is_member) $$;
`;

/**
 * Stores a batch of messages in one statement of the client. The first statement of the body locks the rooms in the order
 * of their ids (no deadlock between batches); the second one begins after the locks are held and, in READ COMMITTED, sees
 * everything that was committed until then: the true last seq, and earlier sends of the same clientMessageId.
 * Every input row is answered with an outcome: stored, replayed, conflict or not_found.
 */
const storeMessages = `
CREATE FUNCTION store_messages(batch jsonb)
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
         CASE WHEN e.is_same THEN 'replayed' WHEN e.id IS NOT NULL THEN 'conflict' WHEN f.id IS NOT NULL THEN 'stored' ELSE 'not_found' END,
         coalesce(e.id, f.id), coalesce(e.seq, f.seq), coalesce(e.version, f.version), coalesce(e.created_at, stored_at)
  FROM input i
  LEFT JOIN earlier e ON e.ord = i.ord
  LEFT JOIN fresh f ON f.ord = i.ord
  ORDER BY i.ord;
END $$;
`;

/** Users, sessions, rooms, messages and the write path of the foundation. */
export class Foundation1763700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(tables);
    await runner.query(roomRule);
    await runner.query(storeMessages);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP FUNCTION store_messages(jsonb); DROP FUNCTION room_is_open_to(text, timestamptz, boolean);',
    );
    await runner.query('DROP TABLE reaction, message, room_member, room, stream_ticket, session, chat_user;');
  }
}
