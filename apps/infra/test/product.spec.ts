import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { runInNewContext } from 'node:vm';
import { HEALTH_COMMAND } from '../lib/node-task.js';
import { DRAIN_SECONDS, STOP_SECONDS } from '../lib/node-environment.js';
import { contract, letters, pageHeaders, pageRules, repositoryRoot, speech } from '../lib/product.js';
import { at, type Json, list, stageNames, Templates, text } from './templates.js';

const env: typeof import('../../api/dist/config/env.js') = await import(
  join(repositoryRoot, 'apps/api/dist/config/env.js')
);
const schema: typeof import('../../api/dist/config/env.schema.js') = await import(
  join(repositoryRoot, 'apps/api/dist/config/env.schema.js')
);
const worker: typeof import('../../worker/dist/environment.js') = await import(
  join(repositoryRoot, 'apps/worker/dist/environment.js')
);
const stored: typeof import('../../api/dist/mailer/stored-templates.js') = letters;
const read = (path: string) => readFileSync(join(repositoryRoot, path), 'utf8');

/** Variables of a container or a function, as far as they are known before they are deployed. */
function variablesOf(value: Json | undefined): Record<string, string> {
  const made = (one: Json | undefined): string => (typeof one === 'string' ? one : 'https://made.example.com/here');
  if (Array.isArray(value))
    return Object.fromEntries(
      value.map((one) => [String(at(one, 'Name')), made(at(one, 'Value') ?? at(one, 'ValueFrom'))]),
    );
  return Object.fromEntries(Object.entries(value ?? {}).map(([name, one]) => [name, made(one)]));
}

/** What Node, PostgreSQL's client and the extension read themselves. */
const OF_OTHERS =
  /^(PGSSLMODE|PGPASSWORD|NODE_EXTRA_CA_CERTS|NODE_OPTIONS|SECRET_ARNS|PARAMETERS_SECRETS_EXTENSION_\w+)$/;

for (const name of stageNames) {
  const templates = Templates.read(name);
  const { domain } = templates.stage;

  describe(`the product in the stage ${name}`, () => {
    it('is given an environment that it understands, and no name that it does not know', () => {
      const container = at(templates.one('AWS::ECS::TaskDefinition', 'Api').properties, 'ContainerDefinitions.0');
      const given = variablesOf(at(container, 'Environment'));
      const secret = { REDIS_URL: 'rediss://u:p@h:6379', JOBS_SECRET: 'x'.repeat(64) };
      const url = 'postgres://tertulia@host:5432/tertulia';
      const parsed = env.parseEnv({
        ...given,
        ...secret,
        DATABASE_URL: url,
        S3_BUCKET: 'bucket',
        SES_CONFIGURATION_SET: 'set',
      });
      assert.equal(parsed.MAIL_DRIVER, 'ses');
      assert.equal(parsed.DRAIN_MS, DRAIN_SECONDS * 1_000);
      assert.ok(DRAIN_SECONDS + 5 < STOP_SECONDS);
      const known = new Set(schema.environmentVariables.map((one) => one.name));
      const secrets = Object.keys(variablesOf(at(container, 'Secrets')));
      for (const variable of [...Object.keys(given), ...secrets])
        assert.ok(known.has(variable) || OF_OTHERS.test(variable), variable);
    });

    it('has functions that are given what they ask for', () => {
      for (const { id, properties } of templates.all('AWS::Lambda::Function', 'Work')) {
        const variables = variablesOf(at(properties, 'Environment.Variables'));
        const parsed = worker.parseWorkerEnvironment({
          ...variables,
          JOBS_SECRET: 'x'.repeat(64),
          S3_BUCKET: 'bucket',
        });
        assert.equal(parsed.RESULTS_URL, `https://api.${domain}`, id);
        assert.ok(variables['SECRET_ARNS'], id);
        if (/^(Picture|Speak)/.test(id)) assert.equal(parsed.OBJECT_STORE, 's3');
        if (id.startsWith('Speak')) assert.equal(parsed.SPEECH_VOICE, 'polly');
      }
    });

    it('stores the letters of the API, word by word, with exactly the values that it gives', () => {
      const found = templates.all('AWS::SES::Template').map(({ properties }) => properties['Template']);
      const reader = { displayName: 'Ana', timeZone: 'UTC' };
      for (const kind of ['verification', 'code'] as const) {
        for (const locale of contract.locales) {
          const { name: called, subject, text: plain, html } = stored.buildStoredTemplate(kind, locale);
          const one = found.find((template) => at(template, 'TemplateName') === called);
          assert.deepEqual(one, { TemplateName: called, SubjectPart: subject, TextPart: plain, HtmlPart: html });
          const letter =
            kind === 'code'
              ? ({ kind, reader: { ...reader, locale }, code: '1', minutes: 1 } as const)
              : ({ kind, reader: { ...reader, locale }, url: 'https://x.test', hours: 1 } as const);
          const given = new Set(Object.keys(stored.storedTemplateData(letter) ?? {}));
          for (const [, wanted = ''] of text(one).matchAll(/\{\{(\w+)\}\}/g)) assert.ok(given.has(wanted), wanted);
        }
      }
    });

    it('gives the web app the headers that the API gives it, with the API as another origin', () => {
      const policy = templates.one('AWS::CloudFront::ResponseHeadersPolicy', 'Web', 'SiteHeaders').properties;
      const security = at(policy, 'ResponseHeadersPolicyConfig.SecurityHeadersConfig');
      const csp = at(security, 'ContentSecurityPolicy.ContentSecurityPolicy');
      // The bucket's name is known only later: it stands between the parts of the policy.
      const parts = list(at(csp ?? null, 'Fn::Join.1'));
      const whole = parts.map((part) => (typeof part === 'string' ? part : 'BUCKET')).join('');
      const expected = pageRules.contentSecurityPolicy([`https://api.${domain}`, `wss://api.${domain}`], {
        media: `https://media.${domain}`,
        forms: 'https://BUCKET',
      });
      assert.equal(whole, expected);
      assert.equal(at(security, 'StrictTransportSecurity.AccessControlMaxAgeSec'), 63_072_000);
      assert.equal(at(security, 'StrictTransportSecurity.IncludeSubdomains'), true);
      assert.match(pageHeaders.STRICT_TRANSPORT, /max-age=63072000; includeSubDomains/);
      assert.equal(at(security, 'ReferrerPolicy.ReferrerPolicy'), pageHeaders.answerHeaders['Referrer-Policy']);
      const custom = list(at(policy, 'ResponseHeadersPolicyConfig.CustomHeadersConfig.Items'));
      const others = Object.fromEntries(custom.map((one) => [String(at(one, 'Header')), at(one, 'Value')]));
      assert.deepEqual(others, pageHeaders.pageHeaders);
    });

    it('N41: shows the page at its own addresses, and never for the API or a missing file', () => {
      const code = String(templates.one('AWS::CloudFront::Function', 'Web', 'Spa').properties['FunctionCode']);
      const handler: (event: { request: { uri: string } }) => { uri: string } = runInNewContext(`${code}; handler;`);
      const lead = (uri: string) => handler({ request: { uri } }).uri;
      for (const uri of ['/', '/r/general', '/r/general/m/1', '/settings', '/i/abc', '/nowhere'])
        assert.equal(lead(uri), '/index.html');
      for (const uri of [
        '/api',
        '/api/rooms',
        '/socket.io/',
        '/assets/gone.js',
        '/assets/',
        '/media/x',
        '/metrics',
        '/theme.gone.js',
        '/config.json',
      ])
        assert.equal(lead(uri), uri);
    });

    it('lets pages call the function that speaks as the function itself does', () => {
      const cors = at(templates.one('AWS::ApiGatewayV2::Api').properties, 'CorsConfiguration');
      const settings = speech.speechHttpSettings([`https://${domain}`]);
      assert.deepEqual(at(cors, 'AllowOrigins'), settings.cors.allowOrigins);
      assert.deepEqual(at(cors, 'AllowMethods'), settings.cors.allowMethods);
      assert.deepEqual(at(cors, 'AllowHeaders'), settings.cors.allowHeaders);
      assert.deepEqual(at(cors, 'ExposeHeaders'), settings.cors.exposeHeaders);
      const throttle = at(templates.one('AWS::ApiGatewayV2::Stage').properties, 'DefaultRouteSettings');
      assert.equal(at(throttle, 'ThrottlingBurstLimit'), settings.throttle.burst);
      assert.equal(at(throttle, 'ThrottlingRateLimit'), settings.throttle.perSecond);
    });

    it('asks nobody while it is made: no value is looked up, and nothing is waiting to be', () => {
      const manifest = read(`apps/infra/dist/templates/${name}/manifest.json`);
      assert.equal(JSON.parse(manifest).missing, undefined);
    });
  });
}

describe('the image', () => {
  it('is asked for its health by ECS as by Docker', () => {
    const [, command = '[]'] = /HEALTHCHECK[\s\S]*?CMD (\[.*\])/.exec(read('Dockerfile')) ?? [];
    const docker: string[] = JSON.parse(command);
    const plain = (words: readonly string[]) =>
      words
        .join(' ')
        .replaceAll("'http://127.0.0.1:' + process.env.PORT + '", '`http://127.0.0.1:${process.env.PORT}')
        .replace("live'", 'live`');
    assert.equal(plain(HEALTH_COMMAND.slice(1)), plain(docker));
  });

  it('has the certificates of the database where a node is told that they are, and stays what it was', () => {
    const lines = read('apps/infra/image/Dockerfile');
    assert.match(lines, /^FROM \$\{BASE\}$/m);
    assert.match(lines, /^ADD --chmod=444 https:\/\/truststore\.pki\.rds\.amazonaws\.com\/\S+ \/etc\/ssl\/rds\.pem$/m);
    assert.doesNotMatch(lines, /^(USER|ENV|CMD|ENTRYPOINT)/m);
  });

  it('has both programs that tasks start', () => {
    for (const name of stageNames) {
      for (const concern of ['Api', 'Migration'] as const) {
        const command = text(
          at(
            Templates.read(name).one('AWS::ECS::TaskDefinition', concern).properties,
            'ContainerDefinitions.0.Command',
          ),
        );
        const [program = ''] = /apps\/api\/dist\/\w+\.js/.exec(command) ?? [];
        assert.ok(read(program).length > 0);
      }
    }
  });
});
