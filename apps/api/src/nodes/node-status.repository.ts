import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { type NodeFigures, nodeFiguresSchema, type NodeLine, stateOf } from './node-line.js';

/** A process that is written down; `processId` tells it from an earlier one of the same name. */
export interface NodeProcess {
  instanceId: string;
  processId: string;
  version: string;
}

interface StatusRow {
  instance_id: string;
  version: string;
  started_at: Date;
  seen_at: Date;
  age_seconds: number;
  state: string;
  figures: unknown;
}

const MOST_LINES = 500;

/** A line per node in PostgreSQL, so that any node can show all of them and none has to reach another. */
@Injectable()
export class NodeStatusRepository {
  constructor(private readonly database: Database) {}

  /** Writes the line of a process, and takes away what has been silent for a day. */
  async write(node: NodeProcess, uptimeSeconds: number, state: string, figures: NodeFigures): Promise<void> {
    await this.database.query({
      name: 'write_node_status',
      text: `WITH old AS (DELETE FROM node_status WHERE seen_at < clock_timestamp() - interval '1 day' AND instance_id <> $1)
             INSERT INTO node_status AS n (instance_id, process_id, version, started_at, state, figures)
             VALUES ($1, $2, $3, clock_timestamp() - make_interval(secs => $4), $5, $6)
             ON CONFLICT (instance_id) DO UPDATE SET
               process_id = excluded.process_id, version = excluded.version, state = excluded.state,
               figures = excluded.figures, seen_at = clock_timestamp(),
               started_at = CASE WHEN n.process_id = excluded.process_id THEN n.started_at ELSE excluded.started_at END`,
      values: [node.instanceId, node.processId, node.version, uptimeSeconds, state, JSON.stringify(figures)],
    });
  }

  /** For an orderly stop; the line of another process that bears the name by now stays. */
  async remove({ instanceId, processId }: NodeProcess): Promise<void> {
    await this.database.query({
      text: 'DELETE FROM node_status WHERE instance_id = $1 AND process_id = $2',
      values: [instanceId, processId],
    });
  }

  /** @throws {DomainError} `unavailable` when the database cannot answer. */
  async list(): Promise<NodeLine[]> {
    const rows = await this.database.query<StatusRow>({
      text: `SELECT instance_id, version, started_at, seen_at, state, figures,
                    extract(epoch FROM clock_timestamp() - seen_at)::float8 AS age_seconds
             FROM node_status ORDER BY instance_id LIMIT ${MOST_LINES}`,
    });
    return rows.map((row) => ({
      instanceId: row.instance_id,
      version: row.version,
      startedAt: row.started_at,
      seenAt: row.seen_at,
      state: stateOf(row.state, row.age_seconds),
      figures: nodeFiguresSchema.safeParse(row.figures).data ?? null,
    }));
  }
}
