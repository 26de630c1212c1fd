import type { MigrationInterface, QueryRunner } from 'typeorm';

const statements = [
  // What a message shows besides its text is kept with it: pages read no other table. Constant defaults rewrite no row.
  `ALTER TABLE message
     ADD COLUMN attachments jsonb NOT NULL DEFAULT '[]',
     ADD COLUMN tags jsonb NOT NULL DEFAULT '[]',
     ADD COLUMN text_version bigint,
     ADD COLUMN held_at timestamptz`,
  `COMMENT ON COLUMN message.text_version IS 'The room version at which the text was last edited; null: created_version'`,
  'CREATE INDEX message_held ON message (room_id, seq) WHERE held_at IS NOT NULL',
  `ALTER TABLE room ADD COLUMN word_rule text NOT NULL DEFAULT 'tag' CHECK (word_rule IN ('tag', 'hold', 'block'))`,
  `CREATE INDEX room_word_rule ON room (id) WHERE word_rule <> 'tag'`,
  /*
   * A picture from its form to its message. 'signed': the form was given out; 'received': its bytes are there and somebody is
   * looking at them; then 'ready' or 'rejected'. With a message it belongs to that one for ever; without, it is swept.
   */
  `CREATE TABLE attachment (
     id uuid PRIMARY KEY,
     owner_id uuid NOT NULL REFERENCES chat_user ON DELETE CASCADE,
     state text NOT NULL DEFAULT 'signed' CHECK (state IN ('signed', 'received', 'ready', 'rejected')),
     reason text,
     declared_type text NOT NULL,
     declared_bytes bigint NOT NULL,
     alt text,
     picture jsonb,
     message_id uuid,
     created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
     form_expires_at timestamptz NOT NULL,
     received_at timestamptz,
     settled_at timestamptz,
     CHECK ((state = 'ready') = (picture IS NOT NULL))
   )`,
  'CREATE INDEX attachment_owner ON attachment (owner_id, created_at)',
  'CREATE INDEX attachment_message ON attachment (message_id) WHERE message_id IS NOT NULL',
  'CREATE INDEX attachment_loose ON attachment (created_at) WHERE message_id IS NULL',
  // Which pictures use a stored object: looked at under a lock on its name before the object is deleted.
  `CREATE INDEX attachment_key ON attachment ((picture ->> 'key')) WHERE picture IS NOT NULL`,
  `CREATE INDEX attachment_thumbnail ON attachment ((picture ->> 'thumbnailKey')) WHERE picture IS NOT NULL`,
  /*
   * Stored objects that perhaps nobody uses any more. They get here in the transaction that lets go of them, whoever does so;
   * the sweep deletes those that no row uses, under a lock on their name.
   */
  `CREATE TABLE loose_object (
     key text PRIMARY KEY,
     since timestamptz NOT NULL DEFAULT clock_timestamp()
   )`,
  'CREATE INDEX loose_object_since ON loose_object (since)',
  `CREATE FUNCTION let_objects_go() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     IF TG_OP = 'DELETE' OR NEW.state = 'rejected' THEN
       INSERT INTO loose_object (key)
       SELECT DISTINCT o.key FROM unnest(ARRAY[
         OLD.picture ->> 'key', OLD.picture ->> 'thumbnailKey',
         CASE WHEN OLD.state IN ('signed', 'received') THEN 'pending/' || OLD.id END
       ]) AS o(key) WHERE o.key IS NOT NULL
       ON CONFLICT DO NOTHING;
     END IF;
     RETURN NULL;
   END $$`,
  `CREATE TRIGGER attachment_lets_objects_go AFTER DELETE OR UPDATE OF state ON attachment
   FOR EACH ROW EXECUTE FUNCTION let_objects_go()`,
  /*
   * Up to which version of a room's log its messages were given to a queue; a log is its own outbox. A message that changes
   * moves to the end of its log: texts newer than `since`, up to which everything was seen in one look, are still owed.
   */
  `CREATE TABLE job_cursor (
     room_id uuid PRIMARY KEY REFERENCES room ON DELETE CASCADE,
     version bigint NOT NULL,
     since bigint NOT NULL
   )`,
  // What was said before anybody was asked about it is left as it is.
  'INSERT INTO job_cursor (room_id, version, since) SELECT id, version, version FROM room',
  /** The queue of the embedded product, with the rules of SQS: a lease, receives that are counted, and a place for the dead. */
  `CREATE TABLE job (
     id uuid PRIMARY KEY,
     topic text NOT NULL,
     body jsonb NOT NULL,
     created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
     due_at timestamptz NOT NULL DEFAULT clock_timestamp(),
     receives integer NOT NULL DEFAULT 0,
     dead_at timestamptz,
     error text
   )`,
  'CREATE INDEX job_due ON job (topic, due_at) WHERE dead_at IS NULL',
  'CREATE INDEX job_dead ON job (dead_at) WHERE dead_at IS NOT NULL',
  /** What was answered about a message's text: the same answer again changes nothing, and one about an older text is dropped. */
  `CREATE TABLE message_analysis (
     message_id uuid NOT NULL,
     topic text NOT NULL,
     text_version bigint NOT NULL,
     analyser text NOT NULL,
     analyser_version text NOT NULL,
     tags jsonb NOT NULL,
     answered_at timestamptz NOT NULL DEFAULT clock_timestamp(),
     PRIMARY KEY (message_id, topic)
   )`,
  `CREATE TABLE webhook (
     id uuid PRIMARY KEY,
     room_id uuid NOT NULL REFERENCES room ON DELETE CASCADE,
     bot_id uuid NOT NULL REFERENCES chat_user,
     name text NOT NULL,
     secret_hash bytea NOT NULL,
     created_by uuid REFERENCES chat_user,
     created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
     last_used_at timestamptz,
     revoked_at timestamptz
   )`,
  'CREATE INDEX webhook_room ON webhook (room_id, created_at) WHERE revoked_at IS NULL',
  /** Orders to nodes to send their clients elsewhere; each node looks for its own name. */
  `CREATE TABLE node_drain (
     instance_id text PRIMARY KEY,
     ordered_at timestamptz NOT NULL DEFAULT clock_timestamp(),
     drained_at timestamptz
   )`,
];

/** Pictures, delegated work, rules for words, and addresses that other programs post to. */
export class PicturesAndJobs1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE node_drain, webhook, message_analysis, job, job_cursor, attachment, loose_object');
    await runner.query('DROP FUNCTION let_objects_go');
    await runner.query('ALTER TABLE room DROP COLUMN word_rule');
    await runner.query('DROP INDEX message_held');
    await runner.query(
      'ALTER TABLE message DROP COLUMN attachments, DROP COLUMN tags, DROP COLUMN text_version, DROP COLUMN held_at',
    );
  }
}
