import { writeFileSync } from 'node:fs';
import { infraRoot } from '../lib/product.js';
import { elsewhere } from './requirements.js';
import { rules } from './rules.js';

/** `npm run requirements`: the table from requirement to construct, test and Terraform, from the rules that are tested. */
const lines = [
  '# Requirements, constructs, tests',
  '',
  'Made by `npm run requirements` from the rules in `test/rules-*.ts`; a test keeps it current. Each line is a test in both',
  'stages, and a second one that breaks it and must be noticed. The third column is for people who come from Terraform.',
  '',
  '| requirement | construct | Terraform | what holds |',
  '| --- | --- | --- | --- |',
  ...rules.map(
    ({ ids, construct, terraform, what }) => `| ${ids.join(', ')} | ${construct} | ${terraform} | ${what} |`,
  ),
  '',
  '| elsewhere | where |',
  '| --- | --- |',
  ...Object.entries(elsewhere).map(([id, where]) => `| ${id} | ${where} |`),
];
writeFileSync(new URL('REQUIREMENTS.md', infraRoot), `${lines.join('\n')}\n`);
