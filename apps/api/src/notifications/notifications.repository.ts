import { Injectable } from '@nestjs/common';
import { limits, type ListNotifications, type Notification } from '@tertulia/contract';
import { Database } from '../database/database.js';
import { isUnread, MOMENT } from './count-columns.js';
import {
  IS_VISIBLE,
  NOTIFICATION_COLUMNS,
  NOTIFICATION_JOINS,
  type NotificationRow,
  toNotification,
} from './notification-row.js';

/** A notification that became read or unread. */
export interface ChangedNotification {
  id: string;
  roomId: string;
}

/** The list of what people were told, in PostgreSQL. */
@Injectable()
export class NotificationsRepository {
  constructor(private readonly database: Database) {}

  /** The newest first, after the notification `before` of the same person. One more than `limit` tells that there are more. */
  async list(userId: string, { before, unread }: ListNotifications, limit: number): Promise<Notification[]> {
    const rows = await this.database.query<NotificationRow>({
      name: `list_notifications${before ? '_before' : ''}${unread ? '_unread' : ''}`,
      text: `SELECT ${NOTIFICATION_COLUMNS} FROM notification n ${NOTIFICATION_JOINS}
             WHERE n.user_id = $1 AND n.withdrawn_at IS NULL AND ${IS_VISIBLE}
               ${unread ? `AND ${isUnread('n')}` : ''}
               ${before ? 'AND (n.created_at, n.id) < (SELECT c.created_at, c.id FROM notification c WHERE c.id = $3 AND c.user_id = $1)' : ''}
             ORDER BY n.created_at DESC, n.id DESC LIMIT $2`,
      values: before ? [userId, limit + 1, before] : [userId, limit + 1],
    });
    return rows.map(toNotification);
  }

  /** Those of the notifications that their people may see, withdrawn ones included, by person. */
  async findByIds(ids: string[]): Promise<{ userId: string; notification: Notification }[]> {
    const rows = await this.database.query<NotificationRow>({
      name: 'find_notifications',
      text: `SELECT ${NOTIFICATION_COLUMNS} FROM notification n ${NOTIFICATION_JOINS}
             WHERE n.id = ANY($1::uuid[]) AND ${IS_VISIBLE} ORDER BY n.created_at, n.id`,
      values: [ids],
    });
    return rows.map((row) => ({ userId: row.user_id, notification: toNotification(row) }));
  }

  /** Marks those of the notifications, or all, that are the person's and unread, all with one instant. */
  async markRead(
    userId: string,
    ids: string[] | null,
  ): Promise<{ readAt: Date | null; changed: ChangedNotification[] }> {
    const rows = await this.database.query<ChangedNotification & { read_at: Date }>({
      name: ids ? 'read_notifications' : 'read_all_notifications',
      text: `WITH target AS MATERIALIZED (
               SELECT n.id FROM notification n
               WHERE n.user_id = $1 AND ${isUnread('n')} ${ids ? 'AND n.id = ANY($2::uuid[])' : ''}
               ORDER BY n.id FOR NO KEY UPDATE
             ), moment AS MATERIALIZED (SELECT ${MOMENT} AS at)
             UPDATE notification n SET read_at = moment.at, is_read_by_marker = false
             FROM target, moment WHERE n.id = target.id
             RETURNING n.id, n.room_id AS "roomId", n.read_at`,
      values: ids ? [userId, ids] : [userId],
    });
    return { readAt: rows[0]?.read_at ?? null, changed: rows.map(({ id, roomId }) => ({ id, roomId })) };
  }

  /** Makes unread again what the list marked as read at an instant. */
  async restore(userId: string, readAt: string): Promise<ChangedNotification[]> {
    return this.database.query<ChangedNotification>({
      name: 'restore_notifications',
      text: `WITH target AS MATERIALIZED (
               SELECT n.id FROM notification n
               WHERE n.user_id = $1 AND n.read_at = $2 AND NOT n.is_read_by_marker AND n.withdrawn_at IS NULL
               ORDER BY n.id FOR NO KEY UPDATE
             )
             UPDATE notification n SET read_at = NULL FROM target WHERE n.id = target.id
             RETURNING n.id, n.room_id AS "roomId"`,
      values: [userId, readAt],
    });
  }

  /** People with something unread in a room, at most as many as one mention tells. */
  async findWaiting(roomId: string, most: number): Promise<string[]> {
    const rows = await this.database.query<{ user_id: string }>({
      text: `SELECT DISTINCT n.user_id FROM notification n WHERE n.room_id = $1 AND ${isUnread('n')} LIMIT $2`,
      values: [roomId, most],
    });
    return rows.map((row) => row.user_id);
  }

  /**
   * Removes the oldest of those that are kept no longer. Ids ascend with time, so they lead to them without another index.
   * @returns how many.
   */
  async removeOld(below: string, most: number): Promise<number> {
    const rows = await this.database.query({
      text: `DELETE FROM notification WHERE id IN (
               SELECT n.id FROM notification n
               WHERE n.id < $1 AND n.created_at < now() - make_interval(days => ${limits.notificationDays})
               ORDER BY n.id LIMIT $2 FOR UPDATE SKIP LOCKED
             ) RETURNING 1`,
      values: [below, most],
    });
    return rows.length;
  }
}
