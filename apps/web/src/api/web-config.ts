import * as z from 'zod/mini';

const webConfigSchema = z.object({ apiUrl: z.string().check(z.regex(/^(https?:\/\/[^/\s]+)?$/)) });

/** Where this build finds its API. */
export type WebConfig = z.infer<typeof webConfigSchema>;

const TIMEOUT_MS = 10_000;

/**
 * Reads `config.json` beside the page, so that one build runs beside its API or on another origin.
 * @throws when the file is missing or wrong: the page cannot work without it.
 */
export async function loadWebConfig(): Promise<WebConfig> {
  const response = await fetch('/config.json', { cache: 'no-cache', signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error(`config.json: ${response.status}`);
  return webConfigSchema.parse(await response.json());
}
