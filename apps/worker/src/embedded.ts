import { parseWorkerEnvironment } from './environment.js';
import { createRegistry } from './registry.js';
import { serveParent } from './runtime/serve-parent.js';
import { createWorkerLog } from './runtime/worker-log.js';

/** The worker that the API keeps as a process of its own, so that nothing a handler does can hold up the chat. */
const environment = parseWorkerEnvironment(process.env);
serveParent(createRegistry(environment, createWorkerLog(environment.LOG_LEVEL)));
