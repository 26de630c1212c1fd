import pg from 'pg';
import * as z from 'zod/mini';

const LAUNCHER = new URL('../../../../scripts/cluster/start-cluster.mjs', import.meta.url);

/** Several nodes of the product behind nginx, as `npm run cluster` starts them. */
export interface RunningCluster {
  /** Of the door. */
  url: string;
  nodes: readonly { id: string; url: string; pid: number }[];
  database: string;
  redis: string;
  startNode: (id: string) => Promise<void>;
  killNode: (id: string, signal?: NodeJS.Signals) => Promise<void>;
  restartNode: (id: string) => Promise<void>;
  rollingRestart: (onProgress?: (line: string) => void) => Promise<void>;
  stop: () => Promise<void>;
}

export interface ClusterOptions {
  count: number;
  environment: Record<string, string>;
  onProgress?: (line: string) => void;
  /** Ends a start that is under way. */
  signal?: AbortSignal;
}

type Launcher = (options: ClusterOptions) => Promise<RunningCluster>;

function isLauncher(value: unknown): value is Launcher {
  return typeof value === 'function';
}

/** Does something with a cluster, and leaves nothing of it behind, also when it is interrupted. */
export async function withCluster<Result>(
  options: Omit<ClusterOptions, 'signal'>,
  work: (cluster: RunningCluster) => Promise<Result>,
): Promise<Result> {
  const loaded: unknown = await import(LAUNCHER.href);
  const start: unknown = typeof loaded === 'object' && loaded !== null ? Reflect.get(loaded, 'startCluster') : null;
  if (!isLauncher(start)) throw new Error('scripts/cluster has no startCluster.');
  const interruption = new AbortController();
  const starting = start({ ...options, signal: interruption.signal });
  const stop = async (): Promise<void> => (await starting.catch(() => null))?.stop();
  const interrupt = (): void => {
    interruption.abort();
    void stop().finally(() => process.exit(130));
  };
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  try {
    return await work(await starting);
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
    await stop();
  }
}

/** Which PostgreSQL a cluster is on. */
export async function readDatabaseVersion(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000, query_timeout: 10_000 });
  await client.connect();
  try {
    const { rows } = await client.query('SHOW server_version');
    return `PostgreSQL ${z.parse(z.array(z.object({ server_version: z.string() })), rows)[0]?.server_version}`;
  } finally {
    await client.end();
  }
}
