import * as z from 'zod';
import { type Alert, consoleLink, type Severity, toAlert, toLink } from './alert.js';
import { type BridgeEvent, readDetail, UnknownEvent } from './bridge-event.js';

/** A monitor's or an identity provider's word; null for one that is routine and disturbs nobody. */
export type External = Alert | null;

/**
 * Events of others, told apart by their source.
 * @throws {UnknownEvent} for one that is none of the documented ones.
 */
export function readExternal(event: BridgeEvent): External {
  if (event.source.startsWith('aws.partner/newrelic.com/')) return ofNewRelic(event);
  if (event.source.startsWith('aws.partner/auth0.com/')) return ofAuth0(event);
  if (event.source === 'aws.cloudwatch' && event['detail-type'] === 'CloudWatch Alarm State Change')
    return ofAlarm(event);
  if (event['detail-type'] === 'Tertulia Alert') return ofAnybody(event);
  throw new UnknownEvent('No monitor that is known sends such an event.');
}

const words = z.union([z.string(), z.array(z.string()).transform((all) => all.join(', '))]);
const issueInstant = z.union([z.number(), z.string()]);

/** The variables of an issue that New Relic's template for EventBridge sends. Source: docs.newrelic.com, "Notification message templates". */
const newRelicSchema = z.object({
  title: words,
  priority: z.string(),
  state: z.string(),
  createdAt: issueInstant.optional(),
  issueUrl: z.string().optional(),
  impactedEntities: words.optional(),
  alertPolicyNames: words.optional(),
  alertConditionNames: words.optional(),
  workflowName: z.string().optional(),
});

function ofNewRelic(event: BridgeEvent): Alert {
  const detail = readDetail(newRelicSchema, event);
  const isClosed = detail.state === 'CLOSED';
  const byPriority: Record<string, Severity> = { CRITICAL: 'critical', HIGH: 'warning', MEDIUM: 'warning' };
  return toAlert({
    eventId: event.id,
    severity: isClosed ? 'good' : (byPriority[detail.priority.toUpperCase()] ?? 'info'),
    title: detail.title,
    facts: [
      ['State', detail.state],
      ['Affected', detail.impactedEntities],
      ['Condition', detail.alertConditionNames],
      ['Policy', detail.alertPolicyNames],
      ['Monitor', `New Relic${detail.workflowName ? `, ${detail.workflowName}` : ''}`],
    ],
    since: toInstant(detail.createdAt, event),
    link: toLink(detail.issueUrl),
  });
}

/** A line of a tenant's log. Source: auth0.com/docs, "Stream logs to Amazon EventBridge" and "Log event type codes". */
const auth0Schema = z.object({
  data: z.object({
    type: z.string(),
    date: z.string().optional(),
    description: z.string().nullish(),
    connection: z.string().nullish(),
    client_name: z.string().nullish(),
    hostname: z.string().nullish(),
    user_id: z.string().nullish(),
  }),
});

const auth0Titles: Record<string, [Severity, string]> = {
  limit_wc: ['warning', 'An account is blocked after failed sign-ins'],
  limit_mu: ['critical', 'An address is blocked after many failed sign-ins'],
  limit_sul: ['warning', 'An account signs in too often'],
  pwd_leak: ['critical', 'Somebody signed in with a password that has leaked'],
  signup_pwd_leak: ['warning', 'Somebody registered with a password that has leaked'],
  api_limit: ['warning', 'The rate limit of the identity provider is reached'],
  f: ['warning', 'A sign-in failed'],
  fp: ['info', 'A sign-in failed: wrong password'],
  fu: ['info', 'A sign-in failed: unknown user'],
  fs: ['warning', 'A registration failed'],
  fapi: ['warning', 'A management call failed'],
};

/** Names and addresses of people stay there: the id is enough to find them. */
function ofAuth0(event: BridgeEvent): External {
  const { data } = readDetail(auth0Schema, event);
  const known = auth0Titles[data.type];
  // Codes of what went well begin with an s, such as `s` (sign-in) and `sapi`.
  if (!known && data.type.startsWith('s')) return null;
  const [severity, title] = known ?? ['info', `The identity provider reports ${data.type}`];
  return toAlert({
    eventId: event.id,
    severity,
    title,
    facts: [
      ['Description', data.description ?? undefined],
      ['User', data.user_id ?? undefined],
      ['Application', data.client_name ?? undefined],
      ['Connection', data.connection ?? undefined],
      ['Tenant', `Auth0, ${data.hostname ?? event.source.split('/')[2] ?? ''}`],
    ],
    since: toInstant(data.date, event),
    link: undefined,
  });
}

/** Source: CloudWatch user guide, "Alarm events and EventBridge". */
const alarmSchema = z.object({
  alarmName: z.string(),
  state: z.object({ value: z.string(), reason: z.string().optional(), timestamp: z.string().optional() }),
  previousState: z.object({ value: z.string() }).optional(),
  configuration: z.object({ description: z.string().optional() }).optional(),
});

function ofAlarm(event: BridgeEvent): Alert {
  const { alarmName, state, previousState, configuration } = readDetail(alarmSchema, event);
  const severity: Severity = state.value === 'ALARM' ? 'critical' : state.value === 'OK' ? 'good' : 'warning';
  return toAlert({
    eventId: event.id,
    severity,
    title: `Alarm ${alarmName}: ${state.value}`,
    facts: [
      ['About', configuration?.description],
      ['Reason', state.reason],
      ['Before', previousState?.value],
      ['Where', `${event.region}, account ${event.account}`],
    ],
    since: toInstant(state.timestamp, event),
    link: consoleLink(
      event.region,
      `/cloudwatch/home?region=${event.region}#alarmsV2:alarm/${encodeURIComponent(alarmName)}`,
    ),
  });
}

/** What any other program may put on the bus: `detail-type` is `Tertulia Alert`. */
const anybodySchema = z.object({
  title: z.string().min(1),
  severity: z.enum(['critical', 'warning', 'good', 'info']).default('info'),
  text: z.string().optional(),
  since: z.string().optional(),
  url: z.string().optional(),
});

function ofAnybody(event: BridgeEvent): Alert {
  const { title, severity, text, since, url } = readDetail(anybodySchema, event);
  return toAlert({
    eventId: event.id,
    severity,
    title,
    facts: [
      ['What', text],
      ['Source', event.source],
    ],
    since: toInstant(since, event),
    link: toLink(url),
  });
}

/** Milliseconds or ISO 8601; the time of the event when it is neither. */
function toInstant(value: string | number | undefined, event: BridgeEvent): Date {
  const instant = new Date(value ?? Number.NaN);
  return Number.isNaN(instant.getTime()) ? new Date(event.time) : instant;
}
