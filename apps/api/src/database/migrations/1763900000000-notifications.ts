import { randomBytes } from 'node:crypto';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A row is unread until `read_at` is set, by the list or by the read marker of its room; counts are always counted from here.
 * No foreign keys to room and message, for the reasons of `message`; rows go with their person, and after 90 days.
 */
const notifications = `
CREATE TABLE notification (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL,
  room_id uuid NOT NULL,
  message_id uuid NOT NULL,
  seq bigint NOT NULL,
  kind text NOT NULL CHECK (kind IN ('mention', 'reply')),
  created_at timestamptz(3) NOT NULL,
  read_at timestamptz(3),
  is_read_by_marker boolean NOT NULL DEFAULT false,
  withdrawn_at timestamptz(3),
  outcome text NOT NULL DEFAULT 'shown' CHECK (outcome IN ('shown', 'waiting', 'mailed', 'not_mailed')),
  reason text,
  CONSTRAINT notification_told_once UNIQUE (message_id, user_id)
) WITH (fillfactor = 80);
CREATE INDEX notification_list ON notification (user_id, created_at, id) WHERE withdrawn_at IS NULL;
CREATE INDEX notification_unread ON notification (user_id, room_id, seq) WHERE read_at IS NULL AND withdrawn_at IS NULL;

ALTER TABLE room_member ADD COLUMN is_mailed boolean NOT NULL DEFAULT true;
ALTER TABLE chat_user
  ADD COLUMN mail_preference text NOT NULL DEFAULT 'each' CHECK (mail_preference IN ('each', 'away', 'daily', 'never')),
  ADD COLUMN quiet_hours jsonb,
  ADD COLUMN time_zone text,
  ADD COLUMN mail_paused_until timestamptz(3);
`;

/** Confirmed addresses, and what leads to one: tokens and codes are kept as hashes alone. */
const addresses = `
CREATE TABLE contact (
  user_id uuid PRIMARY KEY REFERENCES chat_user ON DELETE CASCADE,
  address text NOT NULL,
  address_key text NOT NULL UNIQUE,
  verified_at timestamptz(3) NOT NULL,
  -- Nothing but what the person asks for themselves is mailed any more.
  unsubscribed_at timestamptz(3),
  -- The last sign of life, to the minute; for mail that waits until somebody is away.
  active_at timestamptz(3)
);

-- Addresses that refused us, for ever and whoever has them; the address itself is not kept.
CREATE TABLE suppressed_address (
  address_hash bytea PRIMARY KEY,
  reason text NOT NULL CHECK (reason IN ('bounce', 'complaint')),
  created_at timestamptz(3) NOT NULL
);

CREATE TABLE email_request (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES chat_user ON DELETE CASCADE,
  address text NOT NULL,
  address_key text NOT NULL,
  created_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  used_at timestamptz(3)
);
CREATE INDEX email_request_user ON email_request (user_id);
CREATE INDEX email_request_expiry ON email_request (expires_at);

-- Made when the mail is written, so that no token lies in a queue; a mail that is written again has another one.
CREATE TABLE email_token (
  token_hash bytea PRIMARY KEY,
  request_id uuid NOT NULL REFERENCES email_request ON DELETE CASCADE
);
CREATE INDEX email_token_request ON email_token (request_id);

CREATE TABLE sign_in_code (
  id uuid PRIMARY KEY,
  -- Null for an address of nobody: such a code is never mailed and opens nothing, it only costs the same work.
  user_id uuid REFERENCES chat_user ON DELETE CASCADE,
  address_key text NOT NULL,
  code_hash bytea,
  created_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  tries_left integer NOT NULL,
  used_at timestamptz(3)
);
CREATE INDEX sign_in_code_address ON sign_in_code (address_key, created_at);
CREATE INDEX sign_in_code_expiry ON sign_in_code (expires_at);
`;

/**
 * `mail_outbox` is written in the transaction of the message, `mail` is one e-mail: what is due together is gathered in one.
 * Times of the mail's policy come from `mail_now()`, so that a test can let days pass; leases are of real time.
 */
const mail = `
CREATE FUNCTION mail_now() RETURNS timestamptz LANGUAGE sql VOLATILE
AS $$ SELECT date_trunc('milliseconds', clock_timestamp()) $$;

CREATE TABLE mail (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('mention', 'digest', 'verification', 'code', 'notice')),
  user_id uuid NOT NULL,
  address text NOT NULL,
  -- The room of a mention mail, the row of email_request or sign_in_code; null for others.
  subject_id uuid,
  state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'claimed', 'sent', 'ambiguous', 'suppressed', 'failed')),
  attempt integer NOT NULL DEFAULT 0,
  created_at timestamptz(3) NOT NULL,
  due_at timestamptz(3) NOT NULL,
  -- Further mentions of a room that was mailed about and not read since.
  is_follow_up boolean NOT NULL DEFAULT false,
  -- The last claim, by the time of the policy; its lease is of real time.
  claimed_at timestamptz(3),
  claimed_by text,
  lease_until timestamptz(3),
  settled_at timestamptz(3),
  provider_id text,
  error text
);
CREATE INDEX mail_open ON mail (due_at, created_at) WHERE state IN ('pending', 'claimed', 'ambiguous');
CREATE INDEX mail_of_user ON mail (user_id, created_at);
CREATE INDEX mail_leased ON mail (lease_until) WHERE lease_until IS NOT NULL;
CREATE INDEX mail_created ON mail (created_at);

-- Every claim counts against the quota, but those that were certainly refused.
CREATE TABLE mail_attempt (
  mail_id uuid NOT NULL REFERENCES mail ON DELETE CASCADE,
  attempt integer NOT NULL,
  claimed_at timestamptz(3) NOT NULL,
  -- Codes and confirmations, which may use a part of the day only.
  is_asked_for boolean NOT NULL,
  is_refused boolean NOT NULL DEFAULT false,
  PRIMARY KEY (mail_id, attempt)
);
CREATE INDEX mail_attempt_claimed ON mail_attempt (claimed_at) WHERE NOT is_refused;

CREATE TABLE mail_outbox (
  notification_id uuid PRIMARY KEY REFERENCES notification ON DELETE CASCADE,
  user_id uuid NOT NULL,
  room_id uuid NOT NULL,
  created_at timestamptz(3) NOT NULL,
  due_at timestamptz(3) NOT NULL,
  mail_id uuid REFERENCES mail,
  done_at timestamptz(3)
);
CREATE INDEX mail_outbox_due ON mail_outbox (due_at) WHERE mail_id IS NULL AND done_at IS NULL;
CREATE INDEX mail_outbox_user ON mail_outbox (user_id, room_id) WHERE mail_id IS NULL AND done_at IS NULL;
CREATE INDEX mail_outbox_mail ON mail_outbox (mail_id);
CREATE INDEX mail_outbox_bound ON mail_outbox (mail_id) WHERE mail_id IS NOT NULL AND done_at IS NULL;
CREATE INDEX mail_outbox_done ON mail_outbox (done_at) WHERE done_at IS NOT NULL;

-- One row, locked by whoever decides whether a mail may go: the rate, and what the provider said of its own limits.
CREATE TABLE mail_quota (
  is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  -- When the bucket of the rate is full again, of real time.
  full_at timestamptz(3) NOT NULL DEFAULT '-infinity',
  asked_at timestamptz(3) NOT NULL DEFAULT '-infinity',
  reported_by text,
  reported_at timestamptz(3),
  per_day double precision,
  per_second double precision,
  sent_last_day double precision,
  is_sandbox boolean
);
INSERT INTO mail_quota DEFAULT VALUES;
`;

/** Notifications, addresses and mail. */
export class Notifications1763900000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(notifications);
    await runner.query(addresses);
    await runner.query(mail);
    await runner.query(`INSERT INTO server_secret (name, secret) VALUES ('mail', $1)`, [randomBytes(32)]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM server_secret WHERE name = 'mail'`);
    await runner.query('DROP TABLE mail_quota, mail_outbox, mail_attempt, mail; DROP FUNCTION mail_now();');
    await runner.query('DROP TABLE sign_in_code, email_token, email_request, suppressed_address, contact;');
    await runner.query('DROP TABLE notification; ALTER TABLE room_member DROP COLUMN is_mailed;');
    await runner.query(
      'ALTER TABLE chat_user DROP COLUMN mail_preference, DROP COLUMN quiet_hours, DROP COLUMN time_zone, DROP COLUMN mail_paused_until;',
    );
  }
}
