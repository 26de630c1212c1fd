import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { where } from '@tertulia/testing';
import { DCLinter } from 'dclint';
import { DockerfileParser } from 'dockerfile-ast';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { nodeLines, writeNginxConfiguration } from './cluster/nginx.mjs';
import { findPrograms } from './cluster/programs.mjs';
import { root } from './product.mjs';

/** What runs in the server's process. */
const WORKSPACES = ['apps/api', 'apps/worker', 'libs/contract', 'libs/storage'];

const read = (name) => readFileSync(join(root, name), 'utf8');

describe('the image', () => {
  const dockerfile = DockerfileParser.parse(read('Dockerfile'));
  const stages = dockerfile.getFROMs();
  const instructionsOf = (stage) => {
    const from = stages[stage].getRange().start.line;
    const to = stages[stage + 1]?.getRange().start.line ?? Infinity;
    return dockerfile
      .getInstructions()
      .filter((one) => one.getRange().start.line >= from && one.getRange().start.line < to);
  };
  const last = instructionsOf(stages.length - 1);
  const textOf = (keyword) =>
    last.filter((one) => one.getKeyword() === keyword).map((one) => one.getArgumentsContent());

  it('is built in stages, each from a pinned Node or from an earlier stage', () => {
    expect(stages.length).toBeGreaterThan(2);
    const names = stages.map((from) => from.getBuildStage());
    for (const from of stages) {
      expect(names.includes(from.getImage()) || /^node:\d+\.\d+\.\d+-bookworm-slim$/.test(from.getImage())).toBe(true);
    }
  });

  it('runs as the user node, and becomes it after the last file was copied', () => {
    expect(textOf('USER')).toEqual(['node']);
    const keywords = last.map((one) => one.getKeyword());
    expect(keywords.lastIndexOf('COPY')).toBeLessThan(keywords.indexOf('USER'));
  });

  it('asks its own health address, stops on SIGTERM and starts Node itself', () => {
    expect(textOf('HEALTHCHECK')[0]).toContain('/api/health/live');
    expect(textOf('STOPSIGNAL')).toEqual(['SIGTERM']);
    expect(textOf('CMD')).toEqual(['["node", "apps/api/dist/main.js"]']);
    expect(textOf('RUN')).toEqual([]);
  });

  it('has a health check that tells a live server from a failing one and from none', async () => {
    const command = JSON.parse(/CMD (\[.*\])/s.exec(textOf('HEALTHCHECK')[0])[1]);
    expect(command[0]).toBe('node');
    const ask = async (port) =>
      (await once(spawn(process.execPath, command.slice(1), { env: { PORT: String(port) } }), 'exit'))[0];
    let status = 200;
    const asked = [];
    const server = createServer((request, response) => {
      asked.push(request.url);
      response.writeHead(status).end();
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address();
    expect(await ask(port)).toBe(0);
    status = 503;
    expect(await ask(port)).toBe(1);
    server.close();
    await once(server, 'close');
    expect(await ask(port)).toBe(1);
    expect(asked).toEqual(['/api/health/live', '/api/health/live']);
  });

  it('copies only what exists, with the manifest of every workspace', () => {
    const copies = dockerfile.getCOPYs().filter((copy) => copy.getFlags().every((flag) => flag.getName() !== 'from'));
    const sources = copies.flatMap((copy) =>
      copy
        .getArguments()
        .map((argument) => argument.getValue())
        .slice(0, -1),
    );
    for (const source of sources) expect([source, existsSync(join(root, source))]).toEqual([source, true]);
    for (const workspace of [...WORKSPACES, 'apps/web', 'apps/bench', 'libs/testing'])
      expect(sources).toContain(workspace + '/package.json');
  });

  it('runs with every workspace that the server imports, and keeps its data where a volume can be', () => {
    const copied = textOf('COPY').join('\n');
    for (const workspace of WORKSPACES) expect(copied).toContain(`/app/${workspace}/dist ${workspace}/dist`);
    const [production] = instructionsOf(2).filter((one) => one.getKeyword() === 'RUN');
    for (const name of ['api', 'worker', 'storage', 'contract'])
      expect(production.getArgumentsContent()).toContain(`--workspace @tertulia/${name}`);
    expect(read('Dockerfile')).toContain('COPY --from=production --chown=node:node /data /data');
    expect(textOf('ENV').join()).toContain('DATA_DIR=/data');
  });

  it('has no secret in it, nor lets one into the build', () => {
    const named = dockerfile.getInstructions().filter((one) => ['ENV', 'ARG'].includes(one.getKeyword()));
    for (const one of named) expect(one.getArgumentsContent()).not.toMatch(/password|secret|token|key|_url/i);
    const ignored = read('.dockerignore').split('\n');
    expect(ignored).toContain('*');
    expect(ignored).toContain('**/.env');
    expect(ignored.some((line) => /^!(.*\.env|\.git|\*)/.test(line))).toBe(false);
  });
});

describe('docker-compose.yml', () => {
  const file = join(root, 'docker-compose.yml');
  const compose = parse(readFileSync(file, 'utf8'), { merge: true });
  const services = Object.entries(compose.services);

  const lint = (path) => {
    const [result] = new DCLinter({ rules: {}, exclude: [], quiet: true, debug: false }).lintFiles([path], false);
    return (result?.messages ?? []).map(({ line, message }) => line + ': ' + message);
  };

  it('keeps to the schema of compose files and to the rules of its linter', () => {
    expect(lint(file)).toEqual([]);
  });

  it('would be refused with a misspelt key', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tertulia-compose-'));
    const copy = join(folder, 'docker-compose.yml');
    writeFileSync(copy, readFileSync(file, 'utf8').replace('restart:', 'restrat:'));
    expect(lint(copy).join()).toContain('must NOT have additional properties');
    rmSync(folder, { recursive: true });
  });

  it('has two nodes that differ in their name alone', () => {
    const [first, second] = [compose.services['api-1'], compose.services['api-2']];
    expect(first.environment.INSTANCE_ID).toBe('api-1');
    expect({ ...second, environment: { ...second.environment, INSTANCE_ID: 'api-1' } }).toEqual(first);
    expect(first.environment.TRUST_PROXY_HOPS).toBe('1');
  });

  it('opens one door to everybody: nginx; mail that was caught is shown on this machine alone', () => {
    expect(services.filter(([, service]) => service.ports).map(([name]) => name)).toEqual(['mail', 'nginx']);
    expect(compose.services.nginx.ports).toEqual(['0.0.0.0:${PUBLIC_PORT:-8080}:80']);
    expect(compose.services.mail.ports).toEqual(['127.0.0.1:8025:8025']);
    expect(services.filter(([, service]) => service.networks.includes('outside')).map(([name]) => name)).toEqual([
      'mail',
      'nginx',
    ]);
    expect(compose.networks.inside.internal).toBe(true);
  });

  it('starts each part only when what it needs is healthy', () => {
    const needs = Object.fromEntries(services.map(([name, service]) => [name, Object.keys(service.depends_on ?? {})]));
    expect(needs).toEqual({
      'api-1': ['postgres', 'valkey'],
      'api-2': ['postgres', 'valkey'],
      nginx: ['api-1', 'api-2'],
      postgres: [],
      valkey: [],
      mail: [],
    });
    for (const [, service] of services) {
      for (const condition of Object.values(service.depends_on ?? {}))
        expect(condition).toEqual({ condition: 'service_healthy' });
    }
    // Those of the nodes come with their image.
    for (const name of ['nginx', 'postgres', 'valkey', 'mail'])
      expect(compose.services[name].healthcheck.test[0]).toBe('CMD');
  });

  it('pins every image, restarts everything, and gives no more rights than needed', () => {
    for (const [name, service] of services) {
      expect([name, service.image]).toEqual([name, expect.stringMatching(/:v?\d+\.\d+/)]);
      expect([name, service.restart, service.read_only, service.cap_drop]).toEqual([
        name,
        'unless-stopped',
        true,
        ['ALL'],
      ]);
      expect([name, service.security_opt]).toEqual([name, ['no-new-privileges:true']]);
      expect([name, service.stop_grace_period]).toEqual([name, expect.stringMatching(/^\d+s$/)]);
    }
  });

  it('holds no password: without one in the environment it refuses to start', () => {
    expect(compose.services.postgres.environment.POSTGRES_PASSWORD).toMatch(/^\$\{POSTGRES_PASSWORD:\?/);
    expect(compose.services['api-1'].environment.DATABASE_URL).toContain(':${POSTGRES_PASSWORD:?');
  });

  it('sends mail to what catches it, with links to the door', () => {
    const { MAIL_DRIVER, SMTP_URL, PUBLIC_URL } = compose.services['api-1'].environment;
    expect([MAIL_DRIVER, SMTP_URL]).toEqual(['smtp', 'smtp://mail:1025']);
    expect(PUBLIC_URL).toBe('http://localhost:${PUBLIC_PORT:-8080}');
  });

  it('keeps the database in a named volume, and the pictures in one that the nodes share', () => {
    expect(compose.services.postgres.volumes).toEqual(['postgres-data:/var/lib/postgresql/data']);
    for (const name of ['api-1', 'api-2']) expect(compose.services[name].volumes).toEqual(['objects:/data']);
    expect(Object.keys(compose.volumes)).toEqual(['objects', 'postgres-data']);
  });

  it('leaves the nodes time to send their sockets elsewhere', () => {
    const { stop_grace_period: grace, environment } = compose.services['api-1'];
    expect(Number.parseInt(grace, 10) * 1_000).toBeGreaterThan(Number(environment.DRAIN_MS) + 4_500);
  });
});

describe('the configuration of nginx', () => {
  const { nginx } = findPrograms();
  let directory;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'tertulia-nginx-'));
    chmodSync(directory, 0o755);
  });

  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const nodes = [
    { id: 'node-1', address: '127.0.0.1:18081' },
    { id: 'node-2', address: '127.0.0.1:18082' },
    { id: 'node.three', address: '127.0.0.1:18083' },
  ];

  it('leaves none of the names open that compose and the cluster fill in', () => {
    const template = read('ops/nginx/tertulia.conf.template');
    const code = template.replace(/^\s*#.*$/gm, '');
    const names = [...new Set([...code.matchAll(/\$\{([A-Z_0-9]+)\}/g)].map(([, name]) => name))].sort();
    const given = parse(read('docker-compose.yml'), { merge: true }).services.nginx.environment;
    expect(Object.keys(given).sort()).toEqual(names);
    writeNginxConfiguration({ directory, listen: '127.0.0.1:1', nodes });
    const filled = ['tertulia.conf', 'nginx.conf'].map((name) =>
      readFileSync(join(directory, name), 'utf8').replace(/^\s*#.*$/gm, ''),
    );
    expect(filled.join('')).not.toMatch(/\$\{[A-Z]/);
  });

  it('knows every node of compose, in the lines that the cluster writes for its own', () => {
    const { services } = parse(read('docker-compose.yml'), { merge: true });
    const names = Object.keys(services).filter((name) => name.startsWith('api-'));
    for (const name of names) expect(services[name].environment.INSTANCE_ID).toBe(name);
    const lines = nodeLines(
      names.map((id) => ({ id, address: id + ':' + services[id].environment.PORT })),
      ' resolve',
    );
    expect(services.nginx.environment).toMatchObject(lines);
    expect(lines.NODES.split('\n')).toHaveLength(2);
  });

  it('asks another node for what may be asked for twice, and for nothing else', () => {
    const code = read('ops/nginx/tertulia.conf.template').replace(/^\s*#.*$/gm, '');
    expect(code).not.toContain('non_idempotent');
    expect(code.match(/proxy_next_upstream [^;]*;/g)).toEqual([
      'proxy_next_upstream error timeout;',
      'proxy_next_upstream error timeout http_503;',
    ]);
    const [, sockets] = /location \/socket\.io\/ \{([^}]*)\}/.exec(code);
    expect(sockets).toContain('http_503');
    // A refused handshake is no failure of its node: the upstream that counts failures is another one.
    const [, handshakes] = /upstream handshakes \{([^}]*)\}/.exec(code.replaceAll('${HANDSHAKE_NODES}', 'LINES'));
    expect(handshakes).toContain('LINES');
    expect(nodeLines(nodes).HANDSHAKE_NODES.match(/max_fails=0;/g)).toHaveLength(nodes.length);
  });

  it('lets pictures in, and nothing else of their size', () => {
    const template = read('ops/nginx/tertulia.conf.template');
    const [, content] = /location ~ \^\/api\/uploads\/\[\^\/\]\+\/content\$ \{([^}]*)\}/.exec(template);
    expect(content).toContain('client_max_body_size 51m;');
    expect(content).toContain('proxy_request_buffering off;');
    expect(template.match(/client_max_body_size [^;]*;/g)).toEqual([
      'client_max_body_size 64k;',
      'client_max_body_size 51m;',
    ]);
  });

  where({ nginx }, it)('is accepted by nginx', () => {
    const main = writeNginxConfiguration({ directory, listen: '127.0.0.1:18080', nodes });
    const { status, stderr } = spawnSync(nginx, ['-t', '-p', directory, '-c', main, '-e', 'stderr'], {
      encoding: 'utf8',
      timeout: 10_000,
    });
    expect([status, stderr.includes('[emerg]'), stderr.includes('[warn]')]).toEqual([0, false, false]);
  });
});
