import type { Route } from './route.js';
import { delegatedRoutes } from './routes/delegated-routes.js';
import { mailRoutes } from './routes/mail-routes.js';
import { memberRoutes } from './routes/member-routes.js';
import { messageRoutes } from './routes/message-routes.js';
import { notificationRoutes } from './routes/notification-routes.js';
import { operationRoutes } from './routes/operation-routes.js';
import { roomRoutes } from './routes/room-routes.js';
import { sessionRoutes } from './routes/session-routes.js';
import { uploadRoutes } from './routes/upload-routes.js';

/** Every HTTP route of the API. A test holds this list against the running server. */
export const routes = [
  ...sessionRoutes,
  ...roomRoutes,
  ...memberRoutes,
  ...messageRoutes,
  ...notificationRoutes,
  ...mailRoutes,
  ...uploadRoutes,
  ...delegatedRoutes,
  ...operationRoutes,
] as const satisfies readonly Route[];
