import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rules } from './rules.js';
import { stageNames, Templates } from './templates.js';

for (const name of stageNames) {
  const templates = Templates.read(name);
  describe(`the stage ${name}`, () => {
    for (const rule of rules.filter(({ only }) => only?.(templates) ?? true)) {
      it(`${rule.ids.join(', ')}: ${rule.what}`, () => rule.holds(templates));

      it(`${rule.ids.join(', ')}: is noticed to be broken`, () => {
        const broken = templates.copy();
        rule.broken(broken);
        assert.throws(() => rule.holds(broken));
      });
    }
  });
}
