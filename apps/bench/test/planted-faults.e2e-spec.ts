import { describe, expect, it } from '@jest/globals';
import { findRedis, where } from '@tertulia/testing';
import { formatRow } from '../src/rows/matrix-table.js';
import { namesOf, planted, runPlanted } from '../src/rows/planted.js';

/** Enough for a slow machine; a run ends by itself long before. */
const LIMIT_MS = 240_000;
const SEED = 20_261_121;

where({ redis: findRedis() }, describe)('the checker before a product with a planted error', () => {
  it.each(planted)(
    'names $expected, and nothing else, when the product is made to $name',
    async (error) => {
      const report = await runPlanted(error, SEED);
      const found = namesOf(report);
      // The whole report is the message of a failure.
      if (found.join() !== [...error.expected].sort().join()) throw new Error(formatRow(report));
      expect(found).toEqual([...error.expected].sort());
    },
    LIMIT_MS,
  );
});
