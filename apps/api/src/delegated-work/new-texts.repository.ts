import { Injectable } from '@nestjs/common';
import { type TextJob, type TextTopic, textTopics } from '@tertulia/contract';
import type { EntityManager } from 'typeorm';
import { type JobQueue, NotPublishedError } from './job-queue.js';
import { WorkDatabase } from './work-database.js';

/** Rooms of one look, and changes of each of them. */
const MOST_ROOMS = 20;
const MOST_CHANGES = 50;
/** What nobody was asked about for this long, because the queue was off or away, is not asked about any more. */
const OLDEST = '3 days';

interface Cursor {
  room_id: string;
  version: number;
  since: number;
}

interface ChangeRow {
  room_id: string;
  target: number;
  id: string | null;
  version: number;
  text_version: number;
  /** Null where nobody needs to look at it. */
  text: string | null;
  answered: string[];
}

/** Reads what is new in the logs of rooms and publishes it, with cursors that several nodes share. */
@Injectable()
export class NewTextsRepository {
  constructor(private readonly database: WorkDatabase) {}

  /**
   * Publishes the next new texts of these rooms, or of any (null). The cursor of a room belongs to whoever locked it; the
   * others pass by. It moves in the same transaction, so that what was not published is found again.
   * @returns whether there may be more.
   * @throws {NotPublishedError} @throws {DomainError} `unavailable` when the database is away.
   */
  async publishNext(roomIds: string[] | null, queue: JobQueue, signal: AbortSignal): Promise<boolean> {
    await this.addCursors(roomIds);
    // A queue that cannot be reached looks like a database that cannot, from outside of the transaction.
    let refused: NotPublishedError | undefined;
    const note = (error: unknown): never => {
      if (error instanceof NotPublishedError) refused = error;
      throw error;
    };
    const work = this.database.transaction(async (manager) => {
      const cursors = await claimCursors(manager, roomIds);
      if (cursors.length === 0) return { topics: [], hasMore: false };
      const rows = await readChanges(manager, cursors);
      const jobs = textTopics.map((topic): [TextTopic, TextJob[]] => [topic, toJobs(topic, rows)]);
      const wanted = jobs.filter(([, list]) => list.length > 0);
      for (const [topic, list] of wanted) await queue.publish(topic, list, manager, signal).catch(note);
      const isPartial = await moveCursors(manager, cursors, rows);
      return { topics: wanted.map(([topic]) => topic), hasMore: isPartial || cursors.length === MOST_ROOMS };
    });
    const { topics, hasMore } = await work.catch((error: unknown) => {
      throw refused ?? error;
    });
    for (const topic of topics) queue.committed(topic);
    return hasMore;
  }

  /** A room without a cursor was made since there are cursors: all of it is new. */
  private async addCursors(roomIds: string[] | null): Promise<void> {
    await this.database.query({
      text: `INSERT INTO job_cursor (room_id, version, since)
             SELECT r.id, 0, 0 FROM room r
             WHERE r.version > 0 AND ($1::uuid[] IS NULL OR r.id = ANY($1::uuid[]))
               AND NOT EXISTS (SELECT 1 FROM job_cursor c WHERE c.room_id = r.id)
             ORDER BY r.id
             ON CONFLICT DO NOTHING`,
      values: [roomIds],
    });
  }
}

async function claimCursors(manager: EntityManager, roomIds: string[] | null): Promise<Cursor[]> {
  return manager.query<Cursor[]>(
    `SELECT c.room_id, c.version, c.since
     FROM job_cursor c JOIN room r ON r.id = c.room_id
     WHERE r.version > c.version AND r.deleted_at IS NULL AND ($1::uuid[] IS NULL OR c.room_id = ANY($1::uuid[]))
     LIMIT ${MOST_ROOMS}
     FOR UPDATE OF c SKIP LOCKED`,
    [roomIds],
  );
}

/** Changes beyond each cursor, in one snapshot with where their rooms stand. A room without any has one row without a message. */
async function readChanges(manager: EntityManager, cursors: Cursor[]): Promise<ChangeRow[]> {
  return manager.query<ChangeRow[]>(
    `SELECT c.room_id, r.version AS target, m.id, m.version, v.text_version,
            CASE WHEN m.deleted_at IS NULL AND m.text <> '' AND v.text_version > c.since
                  AND greatest(m.created_at, m.edited_at) > clock_timestamp() - interval '${OLDEST}' THEN m.text END AS text,
            ARRAY(SELECT a.topic FROM message_analysis a
                  WHERE a.message_id = m.id AND a.text_version = v.text_version) AS answered
     FROM unnest($1::uuid[], $2::bigint[], $3::bigint[]) AS c(room_id, version, since)
     JOIN room r ON r.id = c.room_id
     LEFT JOIN LATERAL (
       SELECT * FROM message m WHERE m.room_id = c.room_id AND m.version > c.version ORDER BY m.version LIMIT ${MOST_CHANGES}
     ) AS m ON true
     CROSS JOIN LATERAL (SELECT coalesce(m.text_version, m.created_version) AS text_version) AS v
     ORDER BY c.room_id, m.version`,
    [cursors.map((one) => one.room_id), cursors.map((one) => one.version), cursors.map((one) => one.since)],
  );
}

/** One job for each text that nobody has answered about on this topic. */
function toJobs(topic: TextTopic, rows: ChangeRow[]): TextJob[] {
  return rows.flatMap(({ id, room_id: roomId, text, text_version: textVersion, answered }) =>
    id === null || text === null || answered.includes(topic)
      ? []
      : [{ topic, messageId: id, roomId, textVersion, text }],
  );
}

/** @returns whether some room was not read to its end. */
async function moveCursors(manager: EntityManager, cursors: Cursor[], rows: ChangeRow[]): Promise<boolean> {
  const moved = cursors.map(({ room_id: roomId, since, version }) => {
    const own = rows.filter((row) => row.room_id === roomId);
    const target = own[0]?.target ?? version;
    return own.length === MOST_CHANGES
      ? { roomId, version: own.at(-1)?.version ?? version, since, isPartial: true }
      : { roomId, version: target, since: target, isPartial: false };
  });
  await manager.query(
    `UPDATE job_cursor c SET version = n.version, since = n.since
     FROM unnest($1::uuid[], $2::bigint[], $3::bigint[]) AS n(room_id, version, since) WHERE c.room_id = n.room_id`,
    [moved.map((one) => one.roomId), moved.map((one) => one.version), moved.map((one) => one.since)],
  );
  return moved.some((one) => one.isPartial);
}
