import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { uuidv7 } from '../common/uuid.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.schema.js';
import { findAskedObstacle } from './asked-mail.js';
import { findObstacle } from './judge-row.js';
import type { Claim, MailKind, Turn } from './mail-claim.js';
import { MailDatabase } from './mail-database.js';
import { findMailHistory, findMailPerson, takeBoundRows, takeDueRows } from './mail-person.repository.js';
import { type OpenQuota, openQuota, takeQuota } from './mail-quota.repository.js';
import { type QuotaSettings, quotaSettings } from './mail-quota.js';
import { bindRows, dropRows, holdRows, pauseMail, suppressMail } from './outbox-rows.js';
import { findHold, planMail } from './plan-mail.js';

/** Between looks while there is nothing to do. */
const REST_MS = 1_000;
/** Another worker has the quota, or somebody the row: both for milliseconds. */
const BUSY_MS = 40;
const IDLE: Turn = { kind: 'idle', waitMs: REST_MS };
const BUSY: Turn = { kind: 'idle', waitMs: BUSY_MS };
const DECIDED: Turn = { kind: 'decided' };

interface PendingRow {
  id: string;
  kind: MailKind;
  user_id: string;
  address: string;
  subject_id: string | null;
  attempt: number;
  is_follow_up: boolean;
  created_at: Date;
}

/**
 * Decides, under the one lock of the quota and in short transactions, what is mailed next. A claim is committed with its count
 * before anybody is called, so that no crash can send twice or beyond the quota.
 */
@Injectable()
export class MailQueueRepository {
  readonly settings: QuotaSettings;

  constructor(
    private readonly database: MailDatabase,
    @Inject(ENV) env: Env,
  ) {
    this.settings = quotaSettings(env);
  }

  /** @param worker who claims, for the operator. */
  claimNext(worker: string, driver: string): Promise<Turn> {
    return this.database.transaction(async (manager) => {
      const quota = await openQuota(manager, this.settings, driver);
      if (!quota) return BUSY;
      if (quota.waitMs > 0) return { kind: 'idle', waitMs: Math.min(quota.waitMs, REST_MS) };
      const mail = await takePendingMail(manager, quota);
      if (mail) return this.retake(manager, mail, quota, worker);
      const userId = await findDuePerson(manager, quota.now);
      return userId === null ? IDLE : this.plan(manager, userId, quota, worker);
    });
  }

  /** Looks at everything of a person that is due, and claims at most one mail. */
  private async plan(manager: EntityManager, userId: string, quota: OpenQuota, worker: string): Promise<Turn> {
    const { now, budget } = quota;
    const rows = await takeDueRows(manager, userId, now);
    if (rows.length === 0) return BUSY;
    const person = await findMailPerson(manager, userId);
    if (!person) {
      await dropRows(
        manager,
        rows.map((row) => ({ row, reason: 'no_address' })),
      );
      return DECIDED;
    }
    const history = await findMailHistory(manager, userId, now);
    const { drops, waits, send } = planMail({ now, person, rows, history, budget });
    await dropRows(manager, drops);
    await holdRows(manager, waits);
    if (!send || person.address === null) return DECIDED;
    const claim: Claim = {
      id: uuidv7(),
      attempt: 1,
      kind: send.kind,
      userId,
      address: person.address,
      subjectId: send.kind === 'mention' ? (send.rows[0]?.roomId ?? null) : null,
      isFollowUp: send.isFollowUp,
    };
    await manager.query(
      `INSERT INTO mail (id, kind, user_id, address, subject_id, is_follow_up, state, attempt, created_at, due_at, claimed_at,
                         claimed_by, lease_until)
       VALUES ($1, $2, $3, $4, $5, $6, 'claimed', 1, mail_now(), $7, mail_now(), $8,
               clock_timestamp() + make_interval(secs => $9))`,
      [
        claim.id,
        claim.kind,
        userId,
        claim.address,
        claim.subjectId,
        claim.isFollowUp,
        new Date(Math.min(...send.rows.map((row) => row.dueAt.getTime()))),
        worker,
        this.settings.leaseMs / 1_000,
      ],
    );
    await bindRows(manager, claim.id, send.rows);
    await takeQuota(manager, quota, { mailId: claim.id, attempt: 1, isAskedFor: false });
    return { kind: 'claimed', claim };
  }

  /** A mail that was posted, or that goes out once more: everything about it is looked at again. */
  private async retake(manager: EntityManager, mail: PendingRow, quota: OpenQuota, worker: string): Promise<Turn> {
    const isAskedFor = mail.kind !== 'mention' && mail.kind !== 'digest';
    let { address } = mail;
    if (isAskedFor) {
      const obstacle = await findAskedObstacle(manager, mail, quota.now);
      if (obstacle) {
        await suppressMail(manager, mail.id, obstacle);
        return DECIDED;
      }
    } else {
      const found = await this.reconsider(manager, mail, quota.now);
      if (found === null) return DECIDED;
      address = found;
    }
    const attempt = mail.attempt + 1;
    await manager.query(
      `UPDATE mail SET state = 'claimed', attempt = $2, address = $3, claimed_at = mail_now(), claimed_by = $4,
              lease_until = clock_timestamp() + make_interval(secs => $5), error = NULL
       WHERE id = $1`,
      [mail.id, attempt, address, worker, this.settings.leaseMs / 1_000],
    );
    await takeQuota(manager, quota, { mailId: mail.id, attempt, isAskedFor });
    const { id, kind, user_id, subject_id, is_follow_up } = mail;
    const claim = { id, attempt, kind, userId: user_id, address, subjectId: subject_id, isFollowUp: is_follow_up };
    return { kind: 'claimed', claim };
  }

  /** Drops what is not worth telling any more. @returns where the rest goes; null when it does not go now. */
  private async reconsider(manager: EntityManager, mail: PendingRow, now: Date): Promise<string | null> {
    const person = await findMailPerson(manager, mail.user_id);
    const rows = await takeBoundRows(manager, mail.id);
    const judged = rows.map((row) => ({
      row,
      reason: person ? findObstacle(row, person, now) : ('no_address' as const),
    }));
    await dropRows(
      manager,
      judged.flatMap(({ row, reason }) => (reason ? [{ row, reason }] : [])),
    );
    const rest = judged.filter(({ reason }) => reason === null).map(({ row }) => row);
    const hold = person && findHold(person, now);
    if (rest.length === 0) {
      await suppressMail(manager, mail.id, 'nothing left to tell');
      return null;
    }
    if (hold) {
      await pauseMail(manager, mail.id, hold.until);
      await holdRows(
        manager,
        rest.map((row) => ({ row, ...hold })),
      );
      return null;
    }
    return person?.address ?? null;
  }
}

/** The next mail that was posted or waits for another try; what people asked for comes first, if its share is not used up. */
async function takePendingMail(manager: EntityManager, quota: OpenQuota): Promise<PendingRow | undefined> {
  const [row] = await manager.query<PendingRow[]>(
    `SELECT id, kind, user_id, address, subject_id, attempt, is_follow_up, created_at
     FROM mail
     WHERE state = 'pending' AND due_at <= $1
       AND CASE WHEN kind IN ('mention', 'digest') THEN $2::boolean ELSE $3::boolean END
     ORDER BY kind IN ('mention', 'digest'), due_at, created_at LIMIT 1
     FOR UPDATE SKIP LOCKED`,
    [quota.now, quota.budget.freeAt === null, quota.isOpenForAsked],
  );
  return row;
}

/** Whose mention has been due for the longest time. */
async function findDuePerson(manager: EntityManager, now: Date): Promise<string | null> {
  const [row] = await manager.query<{ user_id: string }[]>(
    `SELECT user_id FROM mail_outbox WHERE mail_id IS NULL AND done_at IS NULL AND due_at <= $1
     ORDER BY due_at, created_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
    [now],
  );
  return row?.user_id ?? null;
}
