import * as z from 'zod';

/** Every variable of a worker. What its API gives to the embedded one has the same names. */
const environmentSchema = z.object({
  RESULTS_URL: z.url().describe('Where the API is, such as http://127.0.0.1:3000'),
  JOBS_SECRET: z.string().min(32).describe('Signs what is answered; the same as that of the API'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug']).default('info'),
  DATA_DIR: z.string().min(1).default('./.data').describe('Folder of the disk store, the same as that of the API'),
  OBJECT_STORE: z.enum(['disk', 's3']).default('disk'),
  S3_BUCKET: z.string().min(3).optional(),
  JOBS_WORDS_QUEUE_URL: z.url().optional().describe('Queue of message.words'),
  JOBS_SENTIMENT_QUEUE_URL: z.url().optional().describe('Queue of message.sentiment'),
  JOBS_PICTURE_QUEUE_URL: z.url().optional().describe('Queue of the events of the bucket'),
  SPEECH_VOICE: z
    .enum(['local', 'polly', 'none'])
    .default('local')
    .describe('Who speaks: a program of this machine if it is there, Amazon Polly, or nobody'),
  SPEECH_ORIGINS: z
    .string()
    .default('')
    .transform((value) =>
      value
        .split(',')
        .map((item) => item.trim())
        .filter(Boolean),
    )
    .pipe(z.array(z.string().regex(/^https?:\/\/[^/\s]+$/)))
    .describe('Comma-separated exact origins whose pages may call the function that speaks; the API needs none'),
  SPEECH_PORT: z.coerce
    .number()
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .describe('Port of loopback on which the function that speaks is served as by API Gateway'),
  JOBS_VISIBILITY_SECONDS: z.coerce
    .number()
    .int()
    .min(2)
    .max(43_200)
    .default(60)
    .describe('After this long a message that was taken and not deleted is there again; a handler gets half of it'),
});
export type WorkerEnvironment = z.output<typeof environmentSchema>;

/** A variable has an unusable value. The message names the variable, never the value. */
export class WorkerEnvironmentError extends Error {
  override name = 'WorkerEnvironmentError';
}

/** @throws {WorkerEnvironmentError} with the names of the variables that are missing or wrong. */
export function parseWorkerEnvironment(source: Record<string, string | undefined>): WorkerEnvironment {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = environmentSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const names = [...new Set(parsed.error.issues.map((issue) => String(issue.path[0])))];
  throw new WorkerEnvironmentError(`Missing or wrong: ${names.join(', ')}.`);
}
