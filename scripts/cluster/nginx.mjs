/** nginx in front of the nodes, from the configuration that docker-compose.yml uses. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../product.mjs';
import { findAnswerer, startProgram, waitUntilReady } from './programs.mjs';

/** Fills in `${NAME}` as the nginx image does: only names that are given, so that nginx's own variables stay. */
export function fillTemplate(text, values) {
  return text.replace(/\$\{([A-Z_0-9]+)\}/g, (whole, name) => values[name] ?? whole);
}

/**
 * The lines about the nodes, as they stand in docker-compose.yml too. Why each is as it is: ops/nginx/README.md.
 * @param {{id: string, address: string}[]} nodes
 * @param {string} options added to each server.
 */
export function nodeLines(nodes, options = '') {
  const lines = (toLine) => nodes.map(toLine).join('\n');
  return {
    NODES: lines(({ address }) => `server ${address} max_fails=1 fail_timeout=2s${options};`),
    HANDSHAKE_NODES: lines(({ address }) => `server ${address} max_fails=0${options};`),
    SESSION_NODES: lines(({ id, address }) => `"~^${id.replaceAll('.', '\\.')}~" ${address};`),
  };
}

/**
 * Writes the configuration of nginx for this machine into a folder.
 * @param {{directory: string, listen: string, nodes: {id: string, address: string}[]}} options
 * @returns the path of its main file.
 */
export function writeNginxConfiguration({ directory, listen, nodes }) {
  const read = (name) => readFileSync(join(root, 'ops', 'nginx', name), 'utf8');
  const site = { LISTEN: listen, RESOLVER: '', ...nodeLines(nodes) };
  writeFileSync(join(directory, 'tertulia.conf'), fillTemplate(read('tertulia.conf.template'), site));
  const main = join(directory, 'nginx.conf');
  writeFileSync(main, fillTemplate(read('native.conf.template'), { DIRECTORY: directory, USER_LINE: userLine() }));
  return main;
}

/** Started by root, nginx works as nobody; started by anyone else, as that one. */
function userLine() {
  if (process.getuid?.() !== 0) return '';
  const isDebian = readFileSync('/etc/group', 'utf8').includes('\nnogroup:');
  return 'user nobody ' + (isDebian ? 'nogroup' : 'nobody') + ';';
}

/** Starts nginx on a port of loopback. It is in `parts` from its first moment, so that it is ended whatever happens. */
export async function startNginx({ program, directory, port, nodes, parts, signal }) {
  const configuration = writeNginxConfiguration({ directory, listen: '127.0.0.1:' + port, nodes });
  const args = ['-p', directory, '-c', configuration, '-e', 'stderr'];
  const part = startProgram({ name: 'nginx', program, args, directory });
  parts.push(part);
  const url = 'http://127.0.0.1:' + port;
  await waitUntilReady(part, async () => (await findAnswerer(url + '/api/health/live')) !== undefined, signal);
  return url;
}
