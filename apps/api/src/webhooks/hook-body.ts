import * as z from 'zod';
import { DomainError } from '../common/domain-error.js';
import { validate } from '../common/validate.js';

const line = z.coerce.string();

/** A text of Slack's blocks: with its marks, or without any meaning of them. */
const textObjectSchema = z.object({ type: z.enum(['mrkdwn', 'plain_text']), text: z.string() });
export type TextObject = z.output<typeof textObjectSchema>;

/** What a block of a kind that is not known here may say instead of itself. */
const otherBlockSchema = z
  .object({
    type: z.string(),
    fallback: z.string().optional(),
    alt_text: z.string().optional(),
    text: z.union([z.string(), textObjectSchema]).optional().catch(undefined),
  })
  .transform(({ text, fallback, alt_text: alt }) => ({
    type: 'other' as const,
    text,
    fallback: fallback ?? alt ?? '',
  }));
export type OtherBlock = z.output<typeof otherBlockSchema>;

const knownBlockSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('section'),
    text: textObjectSchema.optional(),
    fields: z.array(textObjectSchema).optional(),
  }),
  z.object({ type: z.literal('header'), text: textObjectSchema }),
  z.object({
    type: z.literal('context'),
    elements: z.array(z.union([textObjectSchema, otherBlockSchema])),
  }),
  z.object({ type: z.literal('divider') }),
]);

const blockSchema = z.union([knownBlockSchema, otherBlockSchema]);
export type Block = z.output<typeof blockSchema>;

const attachmentSchema = z.object({
  fallback: z.string().optional(),
  pretext: z.string().optional(),
  author_name: z.string().optional(),
  title: z.string().optional(),
  title_link: z.string().optional(),
  text: z.string().optional(),
  fields: z.array(z.object({ title: line.optional(), value: line.optional() })).optional(),
  footer: z.string().optional(),
  blocks: z.array(blockSchema).optional(),
});
export type HookAttachment = z.output<typeof attachmentSchema>;

/** What is read of a post in Slack's form; everything else in it is left alone. Source: api.slack.com, "Incoming webhooks". */
const hookBodySchema = z.object({
  text: z.string().optional(),
  username: z.string().optional(),
  attachments: z.array(attachmentSchema).optional(),
  blocks: z.array(blockSchema).optional(),
});
export type HookBody = z.output<typeof hookBodySchema>;

const formSchema = z.object({ payload: z.string() });

/**
 * JSON as it is, or the JSON in the form field `payload`.
 * @throws {DomainError} `invalid_payload`
 */
export function readHookBody(body: unknown): HookBody {
  const form = formSchema.safeParse(body);
  return validate(hookBodySchema, form.success ? parseJson(form.data.payload) : body);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new DomainError('invalid_payload', 'The request is not valid.', {
      issues: [{ path: 'payload', message: 'not JSON' }],
      cause: error,
    });
  }
}
