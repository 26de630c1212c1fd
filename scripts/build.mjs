/** `npm run build`: everything that `npm start` would build. */
import { build, install, requireNode } from './product.mjs';

requireNode();
install();
build();
