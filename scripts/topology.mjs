/** `npm run topology`: two nodes behind nginx on this machine, without containers; Ctrl+C ends it and removes its data. PORT chooses the door's port. */
import { build, install, refuse, requireNode, say } from './product.mjs';

requireNode();
install();
build();

const { findPrograms, startTopology } = await import('./native-topology.mjs');
const { nginx, redis } = findPrograms();
if (!nginx) refuse('nginx is not installed on this machine (Debian: apt-get install nginx-light).');
if (!redis)
  refuse('Neither redis-server nor valkey-server is installed on this machine (Debian: apt-get install redis-server).');

try {
  const port = process.env.PORT ? Number(process.env.PORT) : undefined;
  const topology = await startTopology({ port, onProgress: say });
  say('Tertulia is ready at ' + topology.url);
  say('  two nodes behind it: ' + topology.nodes.map(({ id, url }) => id + ' (' + url + ')').join(', '));
  say(
    '  see them take turns: for i in 1 2 3 4; do curl -sI ' +
      topology.url +
      '/api/instance | grep -i x-instance-id; done',
  );
  say('  logs and data, removed at the end: ' + topology.directory);
  let isStopping = false;
  const stop = () => {
    if (isStopping) return;
    isStopping = true;
    say('Stopping …');
    topology.stop().then(
      () => process.exit(0),
      (error) => refuse(error.message),
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  // The signals above are all that it waits for.
  setInterval(() => {}, 60_000);
} catch (error) {
  refuse('The topology could not start: ' + error.message);
}
