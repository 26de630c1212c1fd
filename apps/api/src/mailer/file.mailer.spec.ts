import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { parseSender } from './compose-mail.js';
import { FileMailer } from './file.mailer.js';
import type { OutgoingMail } from './mailer.js';

let home: string;
let folder: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'tertulia-mail-'));
  folder = join(home, 'mail');
});
afterEach(() => rm(home, { recursive: true }));

function buildMail(id: string, code = '042137'): OutgoingMail {
  const reader = { displayName: 'Inés', locale: 'es', timeZone: 'UTC' } as const;
  const letter = { kind: 'code', reader, code, minutes: 10 } as const;
  return { id, attempt: 1, to: { address: 'ines@example.com', name: 'Inés' }, letter };
}

function buildMailer(mostFiles?: number): FileMailer {
  return new FileMailer(folder, parseSender('Tertulia <chat@example.com>'), mostFiles);
}

describe('mail as files', () => {
  it('makes one file of each mail that only its owner may read, with nothing half-written beside it', async () => {
    expect(await buildMailer().send(buildMail('m-1'), 1_000)).toEqual({ outcome: 'accepted', providerId: 'm-1.eml' });
    expect(await readdir(folder)).toEqual(['m-1.eml']);
    expect((await stat(join(folder, 'm-1.eml'))).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    const mail = await simpleParser(await readFile(join(folder, 'm-1.eml')));
    expect(mail.subject).toBe('042137 es tu código de Tertulia');
  });

  it('replaces the file of a mail that is sent again', async () => {
    await buildMailer().send(buildMail('m-1', '111111'), 1_000);
    await buildMailer().send(buildMail('m-1', '222222'), 1_000);
    expect(await readdir(folder)).toEqual(['m-1.eml']);
    expect(await readFile(join(folder, 'm-1.eml'), 'utf8')).toContain('222222');
  });

  it('keeps the newest', async () => {
    const mailer = buildMailer(3);
    for (const id of ['m-1', 'm-2', 'm-3', 'm-4', 'm-5']) await mailer.send(buildMail(id), 1_000);
    expect(await readdir(folder)).toEqual(['m-3.eml', 'm-4.eml', 'm-5.eml']);
  });

  it('never leaves its folder and never throws', async () => {
    expect(await buildMailer().send(buildMail('../../m'), 1_000)).toMatchObject({
      outcome: 'refused',
      isForGood: true,
    });
    await writeFile(folder, 'a file where the folder should be');
    expect(await buildMailer().send(buildMail('m-1'), 1_000)).toMatchObject({ outcome: 'refused', isForGood: false });
    expect(await readdir(home)).toEqual(['mail']);
  });
});
