import { Injectable } from '@nestjs/common';
import type { NodeDrain } from '@tertulia/contract';
import { Database } from '../database/database.js';

/** An order is the same one when it comes again within this; one that is older is forgotten or given anew. */
const SAME_ORDER = "interval '1 hour'";
const REMEMBERED = "interval '7 days'";

/** Orders to nodes to send their clients elsewhere, in PostgreSQL: whoever is asked, all nodes know them. */
@Injectable()
export class NodeDrainsRepository {
  constructor(private readonly database: Database) {}

  /** Gives an order, or lets the one that was given stand. */
  async order(instanceId: string): Promise<void> {
    await this.database.query({
      text: `WITH old AS (DELETE FROM node_drain WHERE ordered_at < clock_timestamp() - ${REMEMBERED} AND instance_id <> $1)
             INSERT INTO node_drain AS d (instance_id) VALUES ($1)
             ON CONFLICT (instance_id) DO UPDATE SET ordered_at = clock_timestamp(), drained_at = NULL
             WHERE d.ordered_at < clock_timestamp() - ${SAME_ORDER}`,
      values: [instanceId],
    });
  }

  async find(instanceId: string): Promise<NodeDrain> {
    const [row] = await this.database.query<{ is_drained: boolean }>({
      text: 'SELECT drained_at IS NOT NULL AS is_drained FROM node_drain WHERE instance_id = $1',
      values: [instanceId],
    });
    if (!row) return { state: 'unknown' };
    return { state: row.is_drained ? 'drained' : 'ordered' };
  }

  /** Whether a node that has been up for so long is to go: what was ordered before it began meant one before it. */
  async isOrdered(instanceId: string, uptimeSeconds: number): Promise<boolean> {
    const rows = await this.database.query<object>({
      name: 'node_order',
      text: `SELECT 1 FROM node_drain
             WHERE instance_id = $1 AND drained_at IS NULL AND ordered_at > clock_timestamp() - make_interval(secs => $2)`,
      values: [instanceId, uptimeSeconds],
    });
    return rows.length > 0;
  }

  async noteDrained(instanceId: string): Promise<void> {
    await this.database.query({
      text: 'UPDATE node_drain SET drained_at = clock_timestamp() WHERE instance_id = $1 AND drained_at IS NULL',
      values: [instanceId],
    });
  }

  /** For a node that begins: an order to another that bore its name is over, and must not answer for the next one. */
  async forgetEarlier(instanceId: string, uptimeSeconds: number): Promise<void> {
    await this.database.query({
      text: `DELETE FROM node_drain
             WHERE instance_id = $1 AND ordered_at <= clock_timestamp() - make_interval(secs => $2)`,
      values: [instanceId, uptimeSeconds],
    });
  }
}
