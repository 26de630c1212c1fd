import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { makeApp } from '../lib/chat-app.js';
import { infraRoot } from '../lib/product.js';
import { readStage, StageError } from '../lib/stage.js';

/** `node dist/bin/chat.js --stage minimal`: writes the templates to cdk.out, or where the CDK's own program wants them. */
const { values } = parseArgs({ options: { stage: { type: 'string', default: process.env['STAGE'] ?? 'minimal' } } });

try {
  const outdir = process.env['CDK_OUTDIR'] ?? fileURLToPath(new URL('cdk.out', infraRoot));
  const { app, stacks } = makeApp(readStage(infraRoot, values.stage), outdir);
  app.synth();
  process.stdout.write(`${stacks.length} stacks of the stage ${values.stage} are in ${outdir}\n`);
} catch (error) {
  if (!(error instanceof StageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
