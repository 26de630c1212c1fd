import { Injectable } from '@nestjs/common';
import type { JobTopic } from '@tertulia/contract';
import type { EntityManager } from 'typeorm';
import { uuidv7 } from '../common/uuid.js';
import { Database } from '../database/database.js';

/**
 * Where work for others is put up: jobs of the embedded queue, in the transaction of what they are about, and word of rooms
 * with new texts. Whoever does the work registers itself; nobody is called here, and nobody waits.
 */
@Injectable()
export class JobBoard {
  private readonly jobHandlers: ((topic: JobTopic) => void)[] = [];
  private readonly textHandlers: ((roomId: string) => void)[] = [];

  constructor(private readonly database: Database) {}

  /** Posts jobs, in the transaction of `manager` if there is one; call `wake` after its commit. */
  async post(topic: JobTopic, bodies: readonly object[], manager?: EntityManager): Promise<void> {
    if (bodies.length === 0) return;
    const text = `INSERT INTO job (id, topic, body)
                  SELECT i.id, $1, i.body::jsonb FROM unnest($2::uuid[], $3::text[]) AS i(id, body)`;
    const values = [topic, bodies.map(() => uuidv7()), bodies.map((body) => JSON.stringify(body))];
    if (manager) await manager.query(text, values);
    else await this.database.query({ text, values });
  }

  /** Jobs of this topic were committed by this process: whoever does them need not wait for the next look. */
  wake(topic: JobTopic): void {
    for (const handler of this.jobHandlers) handler(topic);
  }

  onWake(handler: (topic: JobTopic) => void): void {
    this.jobHandlers.push(handler);
  }

  /** A message of this room was committed with a text that is new. Called for every send, so handlers only take note. */
  textChanged(roomId: string): void {
    for (const handler of this.textHandlers) handler(roomId);
  }

  onTextChanged(handler: (roomId: string) => void): void {
    this.textHandlers.push(handler);
  }
}
