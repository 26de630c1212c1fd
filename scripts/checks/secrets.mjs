import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../product.mjs';
import { listProjectFiles } from './files.mjs';

const MOST_BYTES = 4 * 1024 * 1024;

/** What a key looks like, for the services that this product or its people may use. */
export const patterns = [
  { name: 'a private key', pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----/ },
  { name: 'an AWS access key', pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/ },
  { name: 'an AWS secret key', pattern: /aws_?secret_?(?:access_?)?key['"]?\s*[:=]\s*['"]?[A-Za-z0-9/+]{40}\b/i },
  { name: 'a GitHub token', pattern: /\bgh[pousr]_[A-Za-z0-9]{36}\b|\bgithub_pat_[A-Za-z0-9_]{60,}\b/ },
  { name: 'a Slack token', pattern: /\bxox[abprs]-[A-Za-z0-9-]{20,}\b/ },
  { name: 'an npm token', pattern: /\bnpm_[A-Za-z0-9]{36}\b|_authToken\s*=\s*[^\s$]/ },
  { name: 'a Google key', pattern: /\bAIza[A-Za-z0-9_-]{35}\b/ },
  { name: 'a signed token', pattern: /\beyJ[A-Za-z0-9_-]{16,}\.eyJ[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{20,}/ },
  {
    name: 'a password in an address',
    pattern:
      /\b(?:postgres(?:ql)?|rediss?|amqps?|https?):\/\/[\w.-]*:(?!\$|\.\.\.|…|password@|secret@|pass@|x@)[^\s:@/'"`${}<>]{6,}@(?!127\.0\.0\.1|localhost)[\w.-]+/,
  },
];

/** No key, token or password in the project's files, nor in what browsers get. */
export const secrets = {
  name: 'secrets',
  run: () => {
    const bundle = join(root, 'apps', 'web', 'dist');
    const files = [...listProjectFiles(), ...listBundle(bundle)];
    const problems = files.flatMap((file) =>
      statSync(join(root, file)).size > MOST_BYTES ? [] : judgeText(file, readFileSync(join(root, file), 'utf8')),
    );
    const named = listProjectFiles().filter((file) =>
      /(^|\/)\.env$|\.(pem|key|p12|pfx)$|(^|\/)id_(rsa|ed25519)$/.test(file),
    );
    return [...problems, ...named.map((file) => file + ' is a file for secrets and must stay out of the repository.')];
  },
};

/** @returns where a text holds what looks like a secret; the secret itself is not repeated. */
export function judgeText(file, text) {
  return text
    .split('\n')
    .flatMap((line, index) =>
      patterns
        .filter(({ pattern }) => pattern.test(line))
        .map(({ name }) => file + ':' + (index + 1) + ' looks like ' + name + '.'),
    );
}

function listBundle(folder) {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
  } catch {
    return [];
  }
}
