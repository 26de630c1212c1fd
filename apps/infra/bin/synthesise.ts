import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { acceptedFindings } from '../lib/accepted-findings.js';
import { makeApp } from '../lib/chat-app.js';
import { infraRoot } from '../lib/product.js';
import { readStage } from '../lib/stage.js';

/** For the tests: one stage's templates, with what was seen while they were made. */
const [name = '', outdir = ''] = process.argv.slice(2);
const started = performance.now();
const { app, checks } = makeApp(readStage(infraRoot, name), outdir);
app.synth();
const seconds = Math.round((performance.now() - started) / 100) / 10;
const used = acceptedFindings.flatMap((one, index) => (checks.used.has(one) ? [index] : []));
writeFileSync(join(outdir, 'seen.json'), JSON.stringify({ seconds, used }));
