import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { functionOf } from './function-of.js';
import { readSecrets } from './secrets.js';

/** The extension that stands beside a function on Lambda. */
let extension: Server;
let secrets: Record<string, string>;
let asked: [string, string | string[] | undefined][];
let environment: Record<string, string>;

beforeEach(async () => {
  secrets = {};
  asked = [];
  extension = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const id = url.searchParams.get('secretId') ?? '';
    asked.push([url.pathname, request.headers['x-aws-parameters-secrets-token']]);
    if (secrets[id] === undefined) response.writeHead(400).end('there is a "hidden" in it');
    else response.end(JSON.stringify({ ARN: id, SecretString: secrets[id] }));
  });
  await once(extension.listen(0, 'localhost'), 'listening');
  const address = extension.address();
  environment = {
    PARAMETERS_SECRETS_EXTENSION_HTTP_PORT: String(typeof address === 'object' ? address?.port : 0),
    AWS_SESSION_TOKEN: 'session',
    SECRET_ARNS: 'arn:jobs,arn:alerts',
  };
});

afterEach(async () => {
  extension.closeAllConnections();
  extension.close();
  await once(extension, 'close');
});

const context = { getRemainingTimeInMillis: () => 1_000 };

describe('the secrets of a function', () => {
  it('are the variables of all secrets that it names, asked of the extension with the session', async () => {
    secrets = { 'arn:jobs': '{"JOBS_SECRET":"x"}', 'arn:alerts': '{"SLACK_WEBHOOK_URLS":"y"}' };
    expect(await readSecrets(environment)).toEqual({ JOBS_SECRET: 'x', SLACK_WEBHOOK_URLS: 'y' });
    expect(asked).toEqual([
      ['/secretsmanager/get', 'session'],
      ['/secretsmanager/get', 'session'],
    ]);
  });

  it('are none where none is named, and nobody is asked', async () => {
    expect(await readSecrets({})).toEqual({});
    expect(asked).toEqual([]);
  });

  it.each([
    ['is missing', undefined, 'arn:jobs could not be read: 400'],
    ['is no JSON', 'hidden', 'arn:jobs is no JSON object of variables'],
    ['is a list', '["hidden"]', 'arn:jobs is no JSON object of variables'],
    ['has names that are none', '{"a b":"hidden"}', 'arn:jobs is no JSON object of variables'],
  ])('fail with the name of one that %s, never with what is in it', async (_how, value, sentence) => {
    secrets = { 'arn:alerts': '{}', ...(value !== undefined && { 'arn:jobs': value }) };
    const failure = await readSecrets(environment).catch((error: unknown) => String(error));
    expect(failure).toContain(sentence);
    expect(failure).not.toContain('hidden');
  });
});

describe('a function', () => {
  it('is made at its first call, once, and again after it could not be', async () => {
    let made = 0;
    const handler = functionOf(async () => {
      made += 1;
      if (made === 1) throw new Error('no memory');
      return async (event: unknown) => [event, made];
    });
    expect(made).toBe(0);
    await expect(handler('a', context)).rejects.toThrow('no memory');
    expect(await handler('b', context)).toEqual(['b', 2]);
    expect(await handler('c', context)).toEqual(['c', 2]);
  });
});
