// An embedded worker with handlers that do what the text of a message wishes.
import { serveParent } from '../../worker/dist/runtime/serve-parent.js';
import { registry } from './stand-in-handlers.mjs';

serveParent(registry);
