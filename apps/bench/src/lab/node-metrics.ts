import type { LabNode } from './laboratory.js';

const LIMIT_MS = 3_000;

/** What nodes say of themselves, summed up; one that does not answer counts as nothing. */
export async function sumMetric(nodes: readonly LabNode[], name: string): Promise<number> {
  const figures = await Promise.all(nodes.map(({ process }) => readMetric(process.url, name)));
  return figures.reduce((sum, figure) => sum + figure, 0);
}

async function readMetric(url: string, name: string): Promise<number> {
  try {
    const response = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(LIMIT_MS) });
    const line = new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(await response.text());
    return Number(line?.[1] ?? 0);
  } catch {
    return 0;
  }
}
