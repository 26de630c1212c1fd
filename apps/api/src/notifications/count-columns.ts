/** What counts as unread for a member `m` of a room: messages of others after the marker that say something. */
export const UNREAD_COUNT = `(SELECT count(*) FROM message u
  WHERE u.room_id = m.room_id AND u.seq > m.read_seq AND u.author_id <> m.user_id AND u.deleted_at IS NULL AND u.held_at IS NULL)`;

/** Which rows of `notification` under an alias are unread: counted from the rows, never kept as a number. */
export const isUnread = (alias: string) => `${alias}.read_at IS NULL AND ${alias}.withdrawn_at IS NULL`;

/** Unread notifications of a person in a room, both of a row under an alias. */
export const mentionCount = (alias: string) => `(SELECT count(*) FROM notification v
  WHERE v.user_id = ${alias}.user_id AND v.room_id = ${alias}.room_id AND ${isUnread('v')})`;

/** The instant of a change; every row of one statement gets the same when it is read once. */
export const MOMENT = `date_trunc('milliseconds', clock_timestamp())`;
