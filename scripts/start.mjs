/** `npm start`: installs what is missing, builds what is stale, and runs the whole product in this process. */
import { build, install, requireNode, say } from './product.mjs';

requireNode();
install();
build();
say('Starting …');
// In this process, so that one signal reaches the server itself. Paths of the environment are relative to the project.
await import('../apps/api/dist/main.js');
