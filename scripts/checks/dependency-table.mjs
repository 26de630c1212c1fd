/**
 * Who may call whom, enforced by dependency-rules.mjs. A name is a folder beside; `folder/file` is that one file of it.
 * Every folder must have a line here, so that a new one gets a decision.
 */

/** Inside apps/api/src. From the bottom up: each line may use lines above it, with the exceptions named here. */
export const apiTable = {
  config: [],
  // The log's level and form come from the environment; a type, gone at run time.
  common: ['config/env.schema'],
  // Tables are described beside the feature that owns them; the data source gathers them.
  database: [
    'common',
    'config',
    'identity/session.entity',
    // A migration gives the names that are there their skeletons.
    'identity/skeleton',
    'identity/user.entity',
    'rooms/room.entity',
    'rooms/room-member.entity',
  ],
  cache: ['common', 'config'],
  // How late something is told is measured on the clock that it was committed by.
  realtime: ['common', 'config', 'cache', 'database/database-clock'],
  outbox: ['common', 'database'],
  identity: ['common', 'config', 'database', 'cache', 'realtime', 'outbox'],
  notifications: ['common', 'config', 'database', 'cache', 'realtime', 'identity', 'outbox'],
  rooms: ['common', 'config', 'database', 'cache', 'realtime', 'identity', 'notifications'],
  mentions: ['common', 'config', 'database', 'cache', 'realtime', 'identity', 'rooms'],
  messages: [
    'common',
    'config',
    'database',
    'cache',
    'realtime',
    'identity',
    'rooms',
    'mentions',
    'notifications',
    'outbox',
  ],
  moderation: ['common', 'database', 'realtime', 'identity', 'rooms', 'messages'],
  uploads: [
    'common',
    'config',
    'database',
    'cache',
    'realtime',
    'identity',
    // A picture looks the same before and in a message.
    'messages/message-row',
  ],
  'delegated-work': ['common', 'config', 'database', 'identity', 'outbox', 'messages', 'uploads'],
  mailer: ['common', 'config'],
  // Features bring their pages; it knows none of them.
  operators: ['common', 'config', 'gateway/instance-id', 'gateway/stamped-response'],
  mail: [
    'common',
    'config',
    'database',
    'cache',
    'realtime',
    'identity',
    'notifications',
    'outbox',
    'mailer',
    'operators',
  ],
  search: ['common', 'config', 'database', 'cache', 'identity', 'messages'],
  reading: ['common', 'database', 'cache', 'identity', 'rooms', 'messages'],
  drafts: ['common', 'database', 'cache', 'realtime', 'identity', 'rooms', 'messages'],
  // Reads what people are to be told from where it stands; nobody imports it.
  repair: ['common', 'database', 'realtime', 'identity', 'notifications', 'rooms', 'drafts'],
  speech: ['common', 'config', 'database', 'cache', 'identity', 'rooms', 'messages', 'delegated-work'],
  gateway: ['common', 'config', 'database', 'cache', 'realtime', 'identity', 'rooms', 'messages', 'notifications'],
  listen: ['common', 'config', 'cache', 'realtime', 'identity', 'rooms', 'messages', 'gateway/instance-id'],
  preview: ['common', 'cache', 'identity', 'rooms', 'messages', 'listen'],
  docs: ['common', 'config', 'identity', 'gateway/instance-id'],
  health: [
    'common',
    'config',
    'database',
    'cache',
    'identity',
    'delegated-work',
    'gateway/instance-id',
    'gateway/drain.service',
    'gateway/gateway.module',
  ],
  website: ['common', 'config'],
  cloudwatch: ['common', 'config', 'database', 'realtime'],
  webhooks: ['common', 'config', 'database', 'cache', 'identity', 'rooms', 'messages'],
  nodes: [
    'common',
    'config',
    'database',
    'identity/auth.guard',
    'gateway/instance-id',
    'gateway/drain.service',
    'gateway/gateway.module',
    'gateway/requests-in-flight',
    'listen',
    'realtime',
    'health',
    'operators',
  ],
  // It reads the numbers that features keep; none of them knows it.
  metrics: [
    'common',
    'config',
    'database',
    'cache',
    'realtime',
    'identity/auth.guard',
    'messages',
    'delegated-work',
    'mail',
    'gateway/instance-id',
    'gateway/connection-desk',
    'gateway/drain.service',
    'gateway/gateway.module',
    'health',
    'nodes',
    'operators',
  ],
  // Loaded for fault runs alone; nobody imports it but the setup, at run time.
  'planted-faults': ['common', 'config', 'database', 'messages', 'realtime'],
};

/** Inside apps/web/src. `app` puts features together; a feature knows none of the others. */
export const webTable = {
  ui: ['i18n'],
  i18n: ['ui/storage'],
  api: ['ui/storage'],
  realtime: ['api', 'i18n', 'ui'],
  app: '*',
};

/** What every feature of the web app may use, besides itself. */
export const webFeature = ['api', 'realtime', 'i18n', 'ui'];

/** Our own packages that each workspace may import; everything else of another workspace is out of reach. */
export const packageTable = {
  'libs/contract': [],
  'libs/storage': [],
  'libs/testing': ['@tertulia/contract', '@tertulia/storage'],
  // The embedded product runs the handlers that are Lambdas elsewhere; words are also judged before a message is stored.
  'apps/api': [
    '@tertulia/contract',
    '@tertulia/storage',
    '@tertulia/worker/embedded',
    '@tertulia/worker/ipc',
    '@tertulia/worker/words',
    '@tertulia/worker/signature',
  ],
  'apps/worker': ['@tertulia/contract', '@tertulia/storage'],
  'apps/web': ['@tertulia/contract'],
  // The services that carry mail are the ones that the tests use.
  'apps/bench': ['@tertulia/contract', '@tertulia/testing', '@tertulia/worker/words', '@tertulia/worker/signature'],
};

/** What `libs/contract` may import from outside: it runs in browsers. */
export const contractPackages = ['zod', 'zod/mini'];

/**
 * The ways between workspaces besides packages: the load generator starts the built product and its embedded database, and
 * measures the built message writer; the server serves the built web app. Always what was built, never a source.
 */
export const crossings = [
  { from: 'apps/api/src/start-server.ts', to: 'apps/web/dist' },
  { from: 'apps/bench/src/', to: 'apps/api/dist/main.js' },
  { from: 'apps/bench/src/', to: 'apps/api/dist/database/embedded-postgres.js' },
  { from: 'apps/bench/src/jobs/', to: 'apps/worker/dist/local.js' },
  { from: 'apps/bench/src/peers/writer-drive.ts', to: 'apps/api/dist/${path}' },
  { from: 'apps/bench/src/search/fill.ts', to: 'apps/api/dist/${path}' },
];
