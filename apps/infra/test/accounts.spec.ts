import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { acceptedFindings } from '../lib/accepted-findings.js';
import { infraRoot } from '../lib/product.js';
import { elsewhere } from './requirements.js';
import { rules } from './rules.js';
import { stageNames, Templates } from './templates.js';

const texts: Record<string, string> = JSON.parse(readFileSync(new URL('test/requirements.json', infraRoot), 'utf8'));

describe('every requirement for operations', () => {
  for (const [id, what] of Object.entries(texts)) {
    it(`${id} has a rule, or a place elsewhere: ${what}`, () => {
      const answered = rules.some(({ ids }) => ids.includes(id));
      assert.ok(answered !== id in elsewhere, answered ? 'both' : 'neither');
    });
  }

  it('is one that was asked for', () => {
    const asked = [...rules.flatMap(({ ids }) => ids), ...Object.keys(elsewhere)].filter((id) => id.startsWith('S'));
    // Other rows are answered as well; none is made up.
    for (const id of asked) assert.match(id, /^S[0-4]-\d\d$/);
    assert.equal(Object.keys(texts).length, 55);
  });
});

describe('an exception from cdk-nag', () => {
  it('is needed by a stage, and says why there is nothing narrower', () => {
    const used = new Set(stageNames.flatMap((name) => Templates.read(name).seen.used));
    acceptedFindings.forEach(({ where, finding, reason }, index) => {
      assert.ok(used.has(index), `${String(where)} ${String(finding)} is not needed`);
      assert.ok(reason.split(' ').length >= 8, reason);
    });
  });
});
