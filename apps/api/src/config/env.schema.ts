import { limits } from '@tertulia/contract';
import * as z from 'zod';
import { failPointsSchema } from './fail-points.js';

const port = z.coerce.number().int().min(0).max(65_535);
const milliseconds = (fallback: number) => z.coerce.number().int().min(0).max(3_600_000).default(fallback);
const amount = (fallback: number) => z.coerce.number().positive().max(1_000_000).default(fallback);
const origin = z.string().regex(/^https?:\/\/[^/\s,]+$/, 'must be exact origins such as https://chat.example.com');

/** Every variable of the environment: type, default and what it is for, in the order of `.env.example`. */
export const envSchema = z.object({
  NODE_ENV: z
    .enum(['development', 'test', 'production'])
    .default('development')
    .describe('production turns on JSON logs and refuses LIMITS=off'),
  PORT: port.default(3000).describe('Port of the HTTP and WebSocket server'),
  HOST: z
    .string()
    .min(1)
    .default('0.0.0.0')
    .describe('Address to listen on; 127.0.0.1 keeps the server to this machine'),
  DATA_DIR: z.string().min(1).default('./.data').describe('Folder of the embedded database and the disk store'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres:// or postgresql://')
    .optional()
    .describe('PostgreSQL 15 to 18; absent: an embedded server in DATA_DIR'),
  DATABASE_POOL: z.coerce
    .number()
    .int()
    .min(2)
    .max(200)
    .default(12)
    .describe('Connections to PostgreSQL from this process'),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//, 'must begin with redis:// or rediss://')
    .optional()
    .describe('Redis or Valkey 7 or later; absent: in-process cache, one node only'),
  INSTANCE_ID: z
    .string()
    .regex(/^[\w.:-]{1,64}$/, 'must be 1 to 64 of letters, digits, . _ : -')
    .optional()
    .describe('Name in X-Instance-Id; absent: ECS task, EC2 instance, or host name'),
  ALLOWED_ORIGINS: z
    .string()
    .default('')
    .transform((value) =>
      value
        .split(',')
        .map((item) => item.trim())
        .filter(Boolean),
    )
    .pipe(z.array(origin))
    .describe('Comma-separated origins of web apps besides the own one'),
  TRUST_PROXY_HOPS: z.coerce
    .number()
    .int()
    .min(0)
    .max(8)
    .default(0)
    .describe('Proxies in front whose X-Forwarded-For is believed, counted exactly'),
  LIMITS: z.enum(['on', 'off']).default('on').describe('off turns all rate limits off, for load tests on loopback'),
  METRICS_PORT: port
    .optional()
    .describe('Port of the pages for operators (/nodes, /mail, /metrics), not for the public; absent: none'),
  EMF_NAMESPACE: z
    .string()
    .regex(/^[\w./#:-]{1,255}$/, 'must be the name of a namespace of CloudWatch')
    .optional()
    .describe('Namespace of CloudWatch for a line of figures in the log each minute; absent: none'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug'])
    .default('info')
    .describe('Least severe level that is logged'),
  LOG_REQUESTS: z.enum(['on', 'off']).optional().describe('A line for each HTTP request; on in production'),
  LIMIT_MESSAGES_PER_SECOND: amount(1).describe('Sends a user may make per second, sustained'),
  LIMIT_MESSAGE_BURST: amount(5).describe('Sends a user may make at once'),
  LIMIT_CONNECTS_PER_MINUTE: amount(10).describe('Socket connections per user and minute'),
  LIMIT_JOINS_PER_MINUTE: amount(30).describe('Rooms joined per user and minute'),
  LIMIT_HISTORY_PER_MINUTE: amount(60).describe('Pages of history per user and minute'),
  LIMIT_SEARCHES_PER_MINUTE: amount(60).describe('Searches per user and minute'),
  LIMIT_ROOMS_PER_HOUR: amount(5).describe('Rooms created per user and hour'),
  LIMIT_INVITES_PER_HOUR: amount(20).describe('Invitations made per user and hour'),
  LIMIT_INVITE_LOOKS_PER_MINUTE: amount(60).describe('Invitations looked at per address and minute'),
  LIMIT_CHANGES_PER_MINUTE: amount(60).describe('Edits, deletions and reactions per user and minute'),
  LIMIT_SESSIONS_PER_MINUTE: amount(300).describe('Guest sessions per address and minute'),
  LIMIT_SOCKETS_PER_USER: amount(10).describe('Open sockets per user on one node'),
  LIMIT_ROOMS_PER_SOCKET: amount(50).describe('Rooms joined by one socket'),
  LIMIT_MARKS_PER_MINUTE: amount(5).describe('Marks made from a passphrase per user and minute'),
  LIMIT_DRAFTS_PER_MINUTE: amount(120).describe('Drafts saved per user and minute'),
  LIMIT_PEOPLE_PER_MINUTE: amount(120).describe('Searches for people per user and minute'),
  LIMIT_PREVIEWS_PER_MINUTE: amount(120).describe('Reads of public rooms without a session, per address and minute'),
  LIMIT_VISITOR_STREAMS_PER_ADDRESS: amount(10).describe('Event streams without a session per address on one node'),
  LIMIT_VISITOR_STREAMS: amount(1_000).describe('Event streams without a session on one node'),
  LIMIT_MENTIONS_PER_MESSAGE: amount(20).describe('People told by one message of somebody with an address'),
  LIMIT_GUEST_MENTIONS_PER_MESSAGE: amount(10).describe('People told by one message of a guest'),
  LIMIT_MENTIONS_PER_MINUTE: amount(20).describe('Messages that name somebody, per user and minute'),
  LIMIT_MENTION_PREVIEWS_PER_MINUTE: amount(120).describe(
    'Texts looked at for mentions before they are sent, per user and minute',
  ),
  LIMIT_EMAILS_PER_HOUR: amount(5).describe(
    'Confirmation mails per user, per address mailed and hour; six times as many per address of the network',
  ),
  LIMIT_CODES_PER_HOUR: amount(10).describe(
    'Sign-in codes asked for per address mailed and hour; six times as many, and as many tries, per address of the network',
  ),
  LIMIT_UPLOAD_BYTES: z.coerce
    .number()
    .int()
    .min(1_024)
    .max(limits.mostUploadBytes)
    .default(10 * 1024 * 1024)
    .describe('Bytes of one picture'),
  LIMIT_UPLOADS_PER_HOUR: amount(60).describe('Pictures per user and hour'),
  LIMIT_UPLOAD_MEGABYTES_PER_DAY: amount(200).describe('Megabytes of pictures per user in any 24 hours'),
  LIMIT_SPEECH_PER_MINUTE: amount(30).describe('Messages spoken per user and minute'),
  LIMIT_HOOKS_PER_MINUTE: amount(60).describe('Posts to one incoming webhook per minute'),
  LIMIT_WEBHOOKS_PER_HOUR: amount(20).describe('Incoming webhooks made per user and hour'),
  SESSION_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(3_650)
    .default(30)
    .describe('Days after which an unused session ends'),
  PUBLIC_URL: origin
    .optional()
    .describe('Where people open the web app, for links in mail; absent: localhost and PORT'),
  PUBLIC_API_URL: origin.optional().describe('Where the API is reached, for links in mail; absent: PUBLIC_URL'),
  MAIL_DRIVER: z
    .enum(['file', 'smtp', 'ses', 'off'])
    .default('file')
    .describe('Who carries mail: files below DATA_DIR, an SMTP server, Amazon SES, or nobody'),
  MAIL_WORKER: z.enum(['on', 'off']).default('on').describe('Whether this process sends mail; any number may'),
  MAIL_FROM: z
    .string()
    .regex(/^[^\r\n<>]*<[^\s<>@]+@[^\s<>@]+>$/, 'must be a name and an address: Tertulia <chat@example.com>')
    .default('Tertulia <no-reply@localhost>')
    .describe('Sender of all mail'),
  MAIL_PER_DAY: amount(200).describe('E-mails in any 24 hours; the lower of this and what SES reports holds'),
  MAIL_PER_SECOND: amount(1).describe('E-mails per second, sustained; the lower of this and what SES reports holds'),
  MAIL_BURST: z.coerce.number().int().min(2).max(1_000).default(4).describe('E-mails beyond the rate in any time'),
  MAIL_TIMEOUT_MS: milliseconds(10_000).describe('Longest wait for whoever carries mail, per e-mail'),
  MAIL_LEASE_MS: milliseconds(30_000).describe(
    'After this an e-mail whose sender fell silent is in doubt; above MAIL_TIMEOUT_MS',
  ),
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//, 'must begin with smtp:// or smtps://')
    .optional()
    .describe('Server for MAIL_DRIVER=smtp, with user and password if it wants them'),
  AWS_REGION: z.string().min(1).optional().describe('Region of SES and SQS; AWS sets it inside of ECS'),
  SES_CONFIGURATION_SET: z.string().min(1).optional().describe('Configuration set of SES that publishes events'),
  MAIL_EVENTS_QUEUE_URL: z
    .url()
    .optional()
    .describe('SQS queue with the events of SES: deliveries, bounces, complaints'),
  OBJECT_STORE: z
    .enum(['disk', 's3'])
    .default('disk')
    .describe('Where pictures and spoken messages are: files below DATA_DIR, or Amazon S3'),
  S3_BUCKET: z.string().min(3).optional().describe('Bucket for OBJECT_STORE=s3'),
  MEDIA_URL: z
    .string()
    .regex(/^https?:\/\/[^\s?#]*[^\s?#/]$/, 'must be an address without a slash at its end')
    .optional()
    .describe('Where stored pictures are read, such as a CDN; absent: this server'),
  JOBS_DRIVER: z
    .enum(['embedded', 'sqs', 'off'])
    .default('embedded')
    .describe('Who gets delegated work: a queue in the database, Amazon SQS, or nobody'),
  JOBS_WORKER: z
    .enum(['on', 'off'])
    .default('on')
    .describe('Whether this process keeps a worker for the embedded queue; any number may'),
  JOBS_PROGRAM: z
    .string()
    .min(1)
    .optional()
    .describe('Program of the embedded worker; absent: our own. Another one speaks the same protocol'),
  JOBS_SECRET: z
    .string()
    .min(32)
    .optional()
    .describe('Signs what workers answer, 32 characters or more; absent: made at start, for the embedded worker alone'),
  JOBS_WORDS_QUEUE_URL: z.url().optional().describe('SQS queue of message.words, for JOBS_DRIVER=sqs'),
  JOBS_SENTIMENT_QUEUE_URL: z.url().optional().describe('SQS queue of message.sentiment, for JOBS_DRIVER=sqs'),
  SPEECH_DRIVER: z
    .enum(['embedded', 'http', 'off'])
    .default('embedded')
    .describe('Who reads messages aloud: the embedded worker, SPEECH_URL, or only the browser'),
  SPEECH_URL: z.url().optional().describe('Address of the function that speaks (API Gateway), for SPEECH_DRIVER=http'),
  FAIL_POINTS: failPointsSchema.describe('Errors planted for fault runs, name or name:occasion; refused in production'),
  PING_INTERVAL_MS: milliseconds(25_000).describe('Pause between two heartbeats of a socket'),
  PING_TIMEOUT_MS: milliseconds(20_000).describe('A socket that leaves a heartbeat unanswered for this long is closed'),
  DRAIN_MS: milliseconds(1_500).describe('Time over which open sockets are sent elsewhere at shutdown'),
  DRAIN_DELAY_MS: milliseconds(0).describe(
    'Time between being unready and refusing sockets at shutdown, for balancers that look only now and then',
  ),
  HANDSHAKES_PER_SECOND: z.coerce
    .number()
    .positive()
    .max(1_000_000)
    .optional()
    .describe('New sockets a node admits per second, and at once; absent: 200, or any number with LIMITS=off'),
  EVENT_LOOP_LIMIT_MS: milliseconds(500).describe(
    'Delay of the event loop beyond which a node is unready and admits no socket; 0: it does not matter',
  ),
});

export type Env = z.output<typeof envSchema>;

/** Name, default and purpose of each variable, in order; `.env.example` is held against it. */
export const environmentVariables = Object.entries(envSchema.shape).map(([name, schema]) => ({
  name,
  summary: schema.description ?? '',
  default: schema.safeParse(undefined).data,
}));
