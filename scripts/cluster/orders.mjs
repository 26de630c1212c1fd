/** What an operator may say to `npm run cluster`: at its start, and line by line while it runs. */
import { parseArgs } from 'node:util';

const MOST_NODES = 8;
const USAGE = 'npm run cluster [-- --nodes 1 to ' + MOST_NODES + '] [--port 8080]';

/**
 * Reads the arguments.
 * @returns {{count: number, port: number} | {problem: string}}
 */
export function readOptions(args) {
  let values;
  try {
    const text = { type: 'string' };
    ({ values } = parseArgs({ args, options: { nodes: text, port: text } }));
  } catch {
    return { problem: 'That was not understood. It is: ' + USAGE };
  }
  const count = wholeNumber(values.nodes ?? '2');
  if (count === undefined || count < 1 || count > MOST_NODES)
    return { problem: '--nodes takes a whole number from 1 to ' + MOST_NODES + ', not "' + values.nodes + '".' };
  const port = wholeNumber(values.port ?? '8080');
  if (port === undefined || port < 1 || port > 65_535)
    return { problem: '--port takes a number from 1 to 65535, not "' + values.port + '".' };
  return { count, port };
}

function wholeNumber(text) {
  return /^\d{1,5}$/.test(text) ? Number(text) : undefined;
}

/**
 * What keeps the cluster from starting on this machine, in a sentence that says how to get it; undefined if nothing does.
 * @param {{nginx?: string, redis?: string}} programs
 * @param {Record<string, string | undefined>} environment
 */
export function findMissing({ nginx, redis }, environment) {
  if (!nginx) return 'nginx is not installed on this machine (Debian: apt-get install nginx-light).';
  if (redis || environment.REDIS_URL) return undefined;
  return (
    'Several nodes need a Redis: install redis-server or valkey-server (Debian: apt-get install redis-server), ' +
    'or set REDIS_URL to one that runs.'
  );
}

/**
 * Reads a line that was typed.
 * @returns {{order: 'restart' | 'crash', id?: string} | {order: 'nodes' | 'stop' | 'none'} | {problem: string}}
 */
export function readOrder(line) {
  const [order = '', node, ...rest] = line.trim().split(/\s+/);
  if (order === '') return { order: 'none' };
  const id = node === undefined ? undefined : /^\d+$/.test(node) ? 'node-' + node : node;
  if (rest.length === 0) {
    if (order === 'restart') return { order, id };
    if (order === 'crash' && id !== undefined) return { order, id };
    if ((order === 'nodes' || order === 'stop') && id === undefined) return { order };
  }
  return { problem: 'There are: restart, restart node-2, crash node-2, nodes, stop.' };
}
