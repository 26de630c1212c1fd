/**
 * `node scripts/publish-assets.mjs <folder> [stack]`: puts the files that templates name into the bucket that the CDK made for
 * them when the account was prepared; what is there stays. For the pipeline, which has no need of the CDK's own program.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const [folder = '', stack = 'Work'] = process.argv.slice(2);

function run(program, args, options = {}) {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', ...options });
  return { ok: status === 0, text: String(stdout).trim(), problem: String(stderr).trim() };
}

function must(program, args, options) {
  const { ok, text, problem } = run(program, args, options);
  if (!ok) throw new Error(`${program} ${args[0]} ${args[1] ?? ''} failed: ${problem}`);
  return text;
}

const account = must('aws', ['sts', 'get-caller-identity', '--query', 'Account', '--output', 'text']);
const name = readdirSync(folder).find((one) => one.endsWith(`-${stack}.assets.json`));
if (!name) throw new Error(`${folder} holds no assets of ${stack}.`);
const { files } = JSON.parse(readFileSync(join(folder, name), 'utf8'));
const made = mkdtempSync(join(tmpdir(), 'tertulia-assets-'));
let published = 0;
try {
  for (const { source, destinations } of Object.values(files)) {
    // A template is handed to CloudFormation by the pipeline itself.
    if (source.packaging !== 'zip') continue;
    for (const { bucketName, objectKey } of Object.values(destinations)) {
      const bucket = bucketName.replace('${AWS::AccountId}', account);
      if (run('aws', ['s3api', 'head-object', '--bucket', bucket, '--key', objectKey]).ok) continue;
      const archive = join(made, objectKey);
      must('zip', ['-q', '-r', '-X', archive, '.'], { cwd: resolve(folder, source.path) });
      must('aws', ['s3', 'cp', '--only-show-errors', archive, `s3://${bucket}/${objectKey}`]);
      published += 1;
    }
  }
} finally {
  rmSync(made, { recursive: true, force: true });
}
process.stdout.write(`${published} files were published.\n`);
