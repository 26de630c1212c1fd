export class EmbeddedPostgresError extends Error {}
export async function startEmbeddedPostgres(_options: { dataDirectory: string; port?: number; onProgress?: (line: string) => void }): Promise<{ url: string; pid: number; port: number; stop(): Promise<void> }> {
  throw new EmbeddedPostgresError('not there');
}
