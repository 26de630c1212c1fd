import * as z from 'zod';

/** Who reads alerts, each in a body of its own shape. */
export type TargetKind = 'tertulia' | 'slack' | 'google-chat';

/** An address that alerts are posted to. It is a secret: a log shows the kind and the host. */
export interface Target {
  kind: TargetKind;
  url: URL;
}

const OWN_HOSTS: Record<TargetKind, readonly string[]> = {
  tertulia: [],
  slack: ['hooks.slack.com'],
  'google-chat': ['chat.googleapis.com'],
};
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

const list = z
  .string()
  .default('')
  .transform((value) =>
    value
      .split(',')
      .map((item) => item.trim())
      .filter(Boolean),
  );

const environmentSchema = z.object({
  ALERT_WEBHOOK_URLS: list,
  SLACK_WEBHOOK_URLS: list,
  GOOGLE_CHAT_WEBHOOK_URLS: list,
  ALERT_HOSTS: list,
});

/**
 * The targets of the environment. Only hosts that are named there, or belong to the service, are ever called, and only over
 * https; this machine itself may be called without.
 * @throws {Error} that names the variable, never the address.
 */
export function readTargets(environment: Record<string, string | undefined>, kinds: readonly TargetKind[]): Target[] {
  const env = environmentSchema.parse(environment);
  const given: [TargetKind, string, string[]][] = [
    ['tertulia', 'ALERT_WEBHOOK_URLS', env.ALERT_WEBHOOK_URLS],
    ['slack', 'SLACK_WEBHOOK_URLS', env.SLACK_WEBHOOK_URLS],
    ['google-chat', 'GOOGLE_CHAT_WEBHOOK_URLS', env.GOOGLE_CHAT_WEBHOOK_URLS],
  ];
  const wanted = given.filter(([kind]) => kinds.includes(kind));
  const targets = wanted.flatMap(([kind, variable, urls]) =>
    urls.map((url) => toTarget(kind, variable, url, env.ALERT_HOSTS)),
  );
  if (targets.length === 0)
    throw new Error(`Nobody is to be told: set ${wanted.map(([, variable]) => variable).join(' or ')}.`);
  return targets;
}

function toTarget(kind: TargetKind, variable: string, address: string, hosts: readonly string[]): Target {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || url.username !== '' || url.password !== '')
    throw new Error(`${variable} holds something that is no address.`);
  if (LOOPBACK.has(url.hostname) && /^https?:$/.test(url.protocol)) return { kind, url };
  if (url.protocol !== 'https:') throw new Error(`${variable} holds an address that is not https.`);
  if (!OWN_HOSTS[kind].includes(url.host) && !hosts.includes(url.host))
    throw new Error(`${variable} holds an address whose host is not in ALERT_HOSTS.`);
  return { kind, url };
}
