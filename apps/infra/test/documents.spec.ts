import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { page, readDrawn } from '../bin/diagram.js';
import { drawDiagram } from '../lib/diagram.js';
import { infraRoot } from '../lib/product.js';
import { rules } from './rules.js';
import { concerns, stageNames, Templates } from './templates.js';

const read = (name: string) => readFileSync(new URL(name, infraRoot), 'utf8');

describe('the documents', () => {
  it('show the diagram of what is synthesised', () => {
    const folder = fileURLToPath(new URL('dist/templates/production', infraRoot));
    assert.equal(read('diagram.md'), page(drawDiagram(readDrawn(folder, 'production', concerns))));
  });

  it('say what to do for every alarm', () => {
    const guide = read('README.md');
    for (const stage of stageNames)
      for (const { properties } of Templates.read(stage).all('AWS::CloudWatch::Alarm')) {
        const [, about] =
          /README, When an alarm comes: ([\w ]+)\.$/.exec(String(properties['AlarmDescription'] ?? '')) ?? [];
        if (about === undefined) continue;
        const [line] =
          guide.match(
            new RegExp(`^\\| [^|]*\`${about.startsWith('Dead') ? 'Dead…' : about}\`[^|]*\\|[^|]{10,}\\|$`, 'm'),
          ) ?? [];
        assert.ok(line, about);
      }
  });

  it('have a line for each rule, from the requirement to the construct and to the name that Terraform has for it', () => {
    const table = read('REQUIREMENTS.md');
    for (const { ids, construct, terraform, what } of rules)
      assert.ok(table.includes(`| ${ids.join(', ')} | ${construct} | ${terraform} | ${what} |`), what);
  });

  it('name every stack, and stay short', () => {
    const guide = read('README.md');
    for (const concern of concerns) assert.ok(guide.includes(`\`${concern}\``), concern);
    assert.ok(guide.split('\n').length <= 190);
  });
});
