import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { infraRoot } from '../lib/product.js';

/** Programs of the machine that builds, which write down how they are called; one object is there already. */
function publish(there: string) {
  const folder = mkdtempSync(join(tmpdir(), 'tertulia-publish-'));
  try {
    const log = join(folder, 'log');
    writeFileSync(log, '');
    const program = (name: string, body: string) => {
      writeFileSync(join(folder, name), `#!/bin/sh\necho "${name} $*" >> ${log}\n${body}\n`);
      chmodSync(join(folder, name), 0o755);
    };
    program(
      'aws',
      `case "$*" in sts*) echo 111122223333;; *head-object*${there}*) exit 0;; *head-object*) exit 1;; esac`,
    );
    program('zip', 'exit 0');
    const script = fileURLToPath(new URL('scripts/publish-assets.mjs', infraRoot));
    const templates = fileURLToPath(new URL('dist/templates/minimal', infraRoot));
    const { stdout, status } = spawnSync(process.execPath, [script, templates], {
      env: { PATH: `${folder}:${process.env['PATH'] ?? ''}` },
      encoding: 'utf8',
    });
    return { stdout, status, calls: readFileSync(log, 'utf8').trim().split('\n') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('the files of functions', () => {
  it('are put where the templates look for them, in the account that builds, and only once', () => {
    const { status, stdout, calls } = publish('nothing-of-this-name');
    assert.equal(status, 0);
    const copies = calls.filter((call) => call.startsWith('aws s3 cp'));
    assert.equal(copies.length, 7);
    for (const copy of copies)
      assert.match(copy, /s3:\/\/cdk-hnb659fds-assets-111122223333-us-east-1\/[0-9a-f]{64}\.zip$/);
    assert.equal(stdout, '7 files were published.\n');
    const [key = ''] = /[0-9a-f]{64}\.zip/.exec(copies[0] ?? '') ?? [];
    assert.equal(publish(key).stdout, '6 files were published.\n');
  });
});
