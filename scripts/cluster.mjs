/** `npm run cluster -- --nodes 3`: several nodes behind nginx on this machine, without containers. Ctrl+C ends it and removes its data. */
import { findMissing, readOptions } from './cluster/orders.mjs';
import { findPrograms, isPortFree } from './cluster/programs.mjs';
import { build, install, refuse, requireNode } from './product.mjs';

requireNode();
const { count, port, problem } = readOptions(process.argv.slice(2));
if (problem) refuse(problem);
// Empty is unset, as for the server.
const environment = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));
const missing = findMissing(findPrograms(), environment);
if (missing) refuse(missing);
if (!(await isPortFree(port))) refuse('Port ' + port + ' is in use; name another one with --port.');
install();
build();

const { ClusterConsole } = await import('./cluster/cluster-console.mjs');
await new ClusterConsole({ count, port, environment }).run();
