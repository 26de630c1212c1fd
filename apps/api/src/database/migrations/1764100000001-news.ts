import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What people who are connected are to be told, written by triggers in the transaction that changes it, so that no way of
 * changing it can forget to. Nodes read what was committed between two snapshots: `xid` tells that exactly, and neither
 * times nor ids do. Rows live for minutes. Nothing of a message stands here: rooms have their version for that.
 */
const table = `
CREATE TABLE news (
  id bigint GENERATED ALWAYS AS IDENTITY,
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  written_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  kind text NOT NULL CHECK (kind IN ('notification', 'marker', 'member', 'draft', 'me', 'room', 'counts', 'session')),
  user_id uuid,
  room_id uuid,
  subject_id uuid,
  -- The state that the row came to, in the order of which id is: of one row of a table, the last one is the present one.
  value bigint,
  -- What was known of a public room that was hidden.
  known jsonb
);
CREATE INDEX news_xid ON news (xid);
`;

/** 0 unread, 1 read, 2 and 3 withdrawn. */
const notifications = `
CREATE FUNCTION news_of_new_notifications() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO news (kind, user_id, room_id, subject_id, value) SELECT 'notification', n.user_id, n.room_id, n.id, 0 FROM fresh n;
  RETURN NULL;
END $$;
CREATE TRIGGER news_of_new AFTER INSERT ON notification REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION news_of_new_notifications();

CREATE FUNCTION news_of_notification() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO news (kind, user_id, room_id, subject_id, value)
  VALUES ('notification', NEW.user_id, NEW.room_id, NEW.id, (NEW.read_at IS NOT NULL)::integer + 2 * (NEW.withdrawn_at IS NOT NULL)::integer);
  RETURN NULL;
END $$;
CREATE TRIGGER news_of_change AFTER UPDATE OF read_at, withdrawn_at ON notification FOR EACH ROW
  WHEN ((OLD.read_at IS NULL) <> (NEW.read_at IS NULL) OR (OLD.withdrawn_at IS NULL) <> (NEW.withdrawn_at IS NULL))
  EXECUTE FUNCTION news_of_notification();
`;

/** Whoever makes a room, or enters a public one by themselves, is told nothing but the answer. */
const rooms = `
CREATE FUNCTION news_of_new_members() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO news (kind, user_id, room_id, value)
  SELECT 'member', n.user_id, n.room_id, 1 FROM fresh n JOIN room r ON r.id = n.room_id WHERE r.visibility = 'private' AND n.role <> 'owner';
  RETURN NULL;
END $$;
CREATE TRIGGER news_of_new AFTER INSERT ON room_member REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION news_of_new_members();

CREATE FUNCTION news_of_member() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO news (kind, user_id, room_id, value) VALUES ('member', OLD.user_id, OLD.room_id, 0);
  RETURN NULL;
END $$;
CREATE TRIGGER news_of_end AFTER DELETE ON room_member FOR EACH ROW EXECUTE FUNCTION news_of_member();
CREATE TRIGGER news_of_change AFTER UPDATE OF role, notify, is_favourite, is_mailed ON room_member FOR EACH ROW
  WHEN ((OLD.role, OLD.notify, OLD.is_favourite, OLD.is_mailed) IS DISTINCT FROM (NEW.role, NEW.notify, NEW.is_favourite, NEW.is_mailed))
  EXECUTE FUNCTION news_of_member();

CREATE FUNCTION news_of_marker() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO news (kind, user_id, room_id, value) VALUES ('marker', NEW.user_id, NEW.room_id, NEW.read_seq);
  RETURN NULL;
END $$;
CREATE TRIGGER news_of_marker AFTER UPDATE OF read_seq ON room_member FOR EACH ROW
  WHEN (OLD.read_seq <> NEW.read_seq) EXECUTE FUNCTION news_of_marker();

CREATE FUNCTION news_of_room() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO news (kind, room_id, value, known)
  VALUES ('room', NEW.id, (TG_OP = 'INSERT')::integer, CASE WHEN TG_OP = 'UPDATE' AND OLD.visibility = 'public' AND NEW.visibility = 'private'
    THEN jsonb_build_object('slug', OLD.slug, 'name', OLD.name, 'topic', OLD.topic) END);
  RETURN NULL;
END $$;
CREATE TRIGGER news_of_new AFTER INSERT ON room FOR EACH ROW EXECUTE FUNCTION news_of_room();
CREATE TRIGGER news_of_change
  AFTER UPDATE OF slug, name, topic, visibility, slow_mode_seconds, retention_days, archived_at, word_rule, deleted_at ON room FOR EACH ROW
  WHEN ((OLD.slug, OLD.name, OLD.topic, OLD.visibility, OLD.slow_mode_seconds, OLD.retention_days, OLD.archived_at, OLD.word_rule, OLD.deleted_at)
    IS DISTINCT FROM (NEW.slug, NEW.name, NEW.topic, NEW.visibility, NEW.slow_mode_seconds, NEW.retention_days, NEW.archived_at, NEW.word_rule, NEW.deleted_at))
  EXECUTE FUNCTION news_of_room();

CREATE FUNCTION news_of_counts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO news (kind, room_id, value) VALUES ('counts', NEW.room_id, NEW.version);
  RETURN NULL;
END $$;
CREATE TRIGGER news_of_counts AFTER UPDATE OF deleted_at, held_at ON message FOR EACH ROW
  WHEN ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL) OR (OLD.held_at IS NULL) <> (NEW.held_at IS NULL))
  EXECUTE FUNCTION news_of_counts();
`;

/** The version of a person goes up with whatever they see of themselves, addresses included. */
const people = `
ALTER TABLE chat_user ADD COLUMN version bigint NOT NULL DEFAULT 0;

CREATE FUNCTION next_user_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.version := OLD.version + 1;
  RETURN NEW;
END $$;
CREATE TRIGGER next_version BEFORE UPDATE ON chat_user FOR EACH ROW EXECUTE FUNCTION next_user_version();

CREATE FUNCTION news_of_user() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO news (kind, user_id, value) VALUES ('me', NEW.id, NEW.version);
  RETURN NULL;
END $$;
CREATE TRIGGER news_of_change AFTER UPDATE ON chat_user FOR EACH ROW EXECUTE FUNCTION news_of_user();

CREATE FUNCTION touch_user() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE chat_user SET version = version WHERE id = coalesce(NEW.user_id, OLD.user_id);
  RETURN NULL;
END $$;
CREATE TRIGGER touch_user AFTER INSERT OR DELETE OR UPDATE OF address, unsubscribed_at ON contact
  FOR EACH ROW EXECUTE FUNCTION touch_user();
CREATE TRIGGER touch_user AFTER INSERT OR DELETE OR UPDATE OF used_at ON email_request
  FOR EACH ROW EXECUTE FUNCTION touch_user();

CREATE FUNCTION news_of_draft() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO news (kind, user_id, room_id, value) VALUES ('draft', NEW.user_id, NEW.room_id, NEW.revision);
  RETURN NULL;
END $$;
CREATE TRIGGER news_of_change AFTER INSERT OR UPDATE ON draft FOR EACH ROW EXECUTE FUNCTION news_of_draft();

CREATE FUNCTION news_of_ended_sessions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO news (kind, subject_id) SELECT 'session', s.id FROM ended s;
  RETURN NULL;
END $$;
CREATE TRIGGER news_of_end AFTER DELETE ON session REFERENCING OLD TABLE AS ended
  FOR EACH STATEMENT EXECUTE FUNCTION news_of_ended_sessions();
`;

const triggers: [name: string, table: string][] = [
  ['news_of_new', 'notification'],
  ['news_of_change', 'notification'],
  ['news_of_new', 'room_member'],
  ['news_of_end', 'room_member'],
  ['news_of_change', 'room_member'],
  ['news_of_marker', 'room_member'],
  ['news_of_new', 'room'],
  ['news_of_change', 'room'],
  ['news_of_counts', 'message'],
  ['next_version', 'chat_user'],
  ['news_of_change', 'chat_user'],
  ['touch_user', 'contact'],
  ['touch_user', 'email_request'],
  ['news_of_change', 'draft'],
  ['news_of_end', 'session'],
];
const functions = [
  'news_of_new_notifications',
  'news_of_notification',
  'news_of_new_members',
  'news_of_member',
  'news_of_marker',
  'news_of_room',
  'news_of_counts',
  'next_user_version',
  'news_of_user',
  'touch_user',
  'news_of_draft',
  'news_of_ended_sessions',
];

/** The log from which nodes repair what people were told, and an order of what they are told of themselves. */
export class News1764100000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const part of [table, notifications, rooms, people]) await runner.query(part);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [name, of] of triggers) await runner.query(`DROP TRIGGER ${name} ON ${of}`);
    for (const name of functions) await runner.query(`DROP FUNCTION ${name}()`);
    await runner.query('DROP TABLE news; ALTER TABLE chat_user DROP COLUMN version;');
  }
}
