import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import * as z from 'zod';

/** Which process this is and since when; the value of `X-Instance-Id`. */
export interface InstanceIdentity {
  instanceId: string;
  version: string;
  startedAt: Date;
}

/** Token under which it is injected. */
export const INSTANCE = Symbol('INSTANCE');

const METADATA_TIMEOUT_MS = 1_000;
const IMDS = 'http://169.254.169.254/latest';
const taskSchema = z.object({ TaskARN: z.string() });

/**
 * The name of this process: `INSTANCE_ID`, else the ECS task (task metadata endpoint 4), else the EC2 instance (IMDSv2),
 * else the host name and four random hex digits. The metadata address is only asked on a machine that says it is EC2, so
 * that no other start waits for it.
 */
export async function resolveInstanceId(
  configured: string | undefined,
  environment: Record<string, string | undefined>,
): Promise<string> {
  if (configured) return configured;
  const task = await ecsTaskId(environment['ECS_CONTAINER_METADATA_URI_V4']).catch(() => undefined);
  if (task) return task;
  const instance = (await isEc2()) ? await ec2InstanceId().catch(() => undefined) : undefined;
  return instance ?? `${toToken(hostname())}-${randomBytes(2).toString('hex')}`;
}

async function ecsTaskId(address: string | undefined): Promise<string | undefined> {
  if (!address) return undefined;
  const response = await fetch(`${address}/task`, { signal: AbortSignal.timeout(METADATA_TIMEOUT_MS) });
  const { TaskARN } = taskSchema.parse(await response.json());
  return toToken(TaskARN.split('/').at(-1) ?? '');
}

async function isEc2(): Promise<boolean> {
  const vendor = await readFile('/sys/devices/virtual/dmi/id/sys_vendor', 'utf8').catch(() => '');
  return /amazon ec2/i.test(vendor);
}

async function ec2InstanceId(): Promise<string | undefined> {
  const signal = AbortSignal.timeout(METADATA_TIMEOUT_MS);
  const token = await fetch(`${IMDS}/api/token`, {
    method: 'PUT',
    headers: { 'X-aws-ec2-metadata-token-ttl-seconds': '60' },
    signal,
  });
  const headers = { 'X-aws-ec2-metadata-token': await token.text() };
  const id = await fetch(`${IMDS}/meta-data/instance-id`, { headers, signal });
  return id.ok ? toToken(await id.text()) : undefined;
}

/** A header value holds printable ASCII only. */
function toToken(text: string): string | undefined {
  const token = text
    .trim()
    .replace(/[^\w.:-]/g, '')
    .slice(0, 64);
  return token === '' ? undefined : token;
}
