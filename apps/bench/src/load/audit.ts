import { limits, messagePageSchema } from '@tertulia/contract';
import * as z from 'zod/mini';
import { ProductHttp } from './guests.js';
import type { AuditJob, AuditResult } from './jobs.js';

/** Reads the rooms' whole history and holds it against what was acknowledged: everything there, once, without a hole. */
export async function audit(job: AuditJob): Promise<AuditResult> {
  const http = new ProductHttp(job.url);
  const stored = new Set<string>();
  let doubled = 0;
  let holes = 0;
  try {
    for (const room of job.rooms) {
      let after = 0;
      for (let hasAfter = true; hasAfter;) {
        const path = `/api/rooms/${room}/messages?limit=${limits.pageSize}&after=${after}`;
        const page = z.parse(messagePageSchema, await http.call('GET', path, 200, job.token));
        for (const message of page.items) {
          if (message.seq !== after + 1) holes += 1;
          after = message.seq;
          if (stored.has(message.clientMessageId)) doubled += 1;
          stored.add(message.clientMessageId);
        }
        hasAfter = page.hasAfter && page.items.length > 0;
      }
    }
  } finally {
    http.close();
  }
  const missing = job.acknowledged.filter((name) => !stored.has(name)).length;
  return { kind: 'audit', stored: stored.size, missing, doubled, holes };
}
