/** Stops the run's PostgreSQL and removes its data. */
import { rmSync } from 'node:fs';

export default async function stopDatabase() {
  const { server, folder } = globalThis.__tertuliaDatabase;
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
