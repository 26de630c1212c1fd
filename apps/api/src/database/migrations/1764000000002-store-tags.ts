import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Takes answers about texts, each an object of the contract's `tags` result, in one round trip and one commit. An answer
 * about a message that is gone, or about a text that is not its text any more, changes nothing; nor does one that was given
 * before. What a message shows are the tags of all topics about its present text, words first; only where that list became
 * another one does the message take its room's next version.
 * @returns the messages that took one.
 */
const storeTags = `
CREATE FUNCTION store_tags(answers jsonb) RETURNS TABLE (message_id uuid)
LANGUAGE plpgsql
-- As in store_messages: the plan must be the one for large tables.
SET enable_seqscan = off
SET enable_bitmapscan = off
AS $$
#variable_conflict use_column
BEGIN
  -- In the order in which store_messages takes them; the statement below sees what the others committed before.
  PERFORM 1 FROM room r
  WHERE r.id IN (SELECT (item ->> 'roomId')::uuid FROM jsonb_array_elements(answers) AS item)
  ORDER BY r.id
  FOR NO KEY UPDATE;

  RETURN QUERY
  WITH input AS MATERIALIZED (
    SELECT DISTINCT ON (i."messageId", i.topic) i."messageId" AS id, i."roomId" AS room_id, i.topic, i."textVersion" AS text_version,
           i.analyser, i."analyserVersion" AS analyser_version, i.tags
    FROM ROWS FROM (jsonb_to_recordset(answers) AS (
      "messageId" uuid, "roomId" uuid, topic text, "textVersion" bigint, analyser text, "analyserVersion" text, tags jsonb)
    ) WITH ORDINALITY AS i("messageId", "roomId", topic, "textVersion", analyser, "analyserVersion", tags, ord)
    ORDER BY i."messageId", i.topic, i."textVersion" DESC, i.ord
  ), fresh AS MATERIALIZED (
    SELECT i.*, m.seq, m.tags AS shown
    FROM input i
    CROSS JOIN LATERAL (SELECT * FROM message m WHERE m.id = i.id OFFSET 0) AS m
    JOIN room r ON r.id = m.room_id AND r.deleted_at IS NULL
    WHERE m.room_id = i.room_id AND m.deleted_at IS NULL AND coalesce(m.text_version, m.created_version) = i.text_version
      AND NOT EXISTS (
        SELECT 1 FROM message_analysis a
        WHERE a.message_id = i.id AND a.topic = i.topic AND a.text_version = i.text_version)
  ), noted AS (
    INSERT INTO message_analysis (message_id, topic, text_version, analyser, analyser_version, tags)
    SELECT f.id, f.topic, f.text_version, f.analyser, f.analyser_version, f.tags FROM fresh f
    ON CONFLICT ON CONSTRAINT message_analysis_pkey DO UPDATE
    SET text_version = excluded.text_version, analyser = excluded.analyser, analyser_version = excluded.analyser_version,
        tags = excluded.tags, answered_at = excluded.answered_at
  ), known AS MATERIALIZED (
    SELECT f.id, f.topic, f.tags FROM fresh f
    UNION ALL
    SELECT a.message_id, a.topic, a.tags
    FROM (SELECT DISTINCT f.id, f.text_version FROM fresh f) AS f
    CROSS JOIN LATERAL (
      SELECT * FROM message_analysis a WHERE a.message_id = f.id AND a.text_version = f.text_version OFFSET 0
    ) AS a
    WHERE NOT EXISTS (SELECT 1 FROM fresh o WHERE o.id = a.message_id AND o.topic = a.topic)
  ), merged AS MATERIALIZED (
    SELECT k.id, coalesce(jsonb_agg(t.tag ORDER BY k.topic = 'message.words' DESC, k.topic, t.place) FILTER (WHERE t.tag IS NOT NULL), '[]') AS tags
    FROM known k LEFT JOIN LATERAL jsonb_array_elements(k.tags) WITH ORDINALITY AS t(tag, place) ON true
    GROUP BY k.id
  ), moved AS MATERIALIZED (
    SELECT f.id, f.room_id, g.tags, r.version + row_number() OVER (PARTITION BY f.room_id ORDER BY f.seq) AS version
    FROM (SELECT DISTINCT f.id, f.room_id, f.seq, f.shown FROM fresh f) AS f
    JOIN merged g ON g.id = f.id
    JOIN room r ON r.id = f.room_id
    WHERE g.tags <> f.shown
  ), advanced AS (
    UPDATE room r SET version = top.version
    FROM (SELECT o.room_id, max(o.version) AS version FROM moved o GROUP BY o.room_id) AS top
    WHERE r.id = top.room_id
  ), tagged AS (
    UPDATE message m SET tags = o.tags, version = o.version FROM moved o WHERE m.id = o.id
  )
  SELECT o.id FROM moved o ORDER BY o.room_id, o.version;
END $$;
`;

/** What workers find out about texts becomes tags of messages. */
export class StoreTags1764000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(storeTags);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION store_tags(jsonb)');
  }
}
