import * as z from 'zod/mini';
import { instantSchema } from './ids.js';
import { limits } from './limits.js';
import { nameSchema } from './user.js';

/** An address that other programs post messages to; the posts carry its name. */
export const webhookSchema = z.object({
  id: z.string(),
  name: z.string(),
  createdBy: z.nullable(z.string()),
  createdAt: instantSchema,
  lastUsedAt: z.nullable(instantSchema),
});
export type Webhook = z.infer<typeof webhookSchema>;

/** The address itself is told once, when it is made. */
export const createdWebhookSchema = z.extend(webhookSchema, { url: z.string() });
export type CreatedWebhook = z.infer<typeof createdWebhookSchema>;

export const createWebhookSchema = z.strictObject({ name: nameSchema(limits.displayNameLength) });
export type CreateWebhook = z.infer<typeof createWebhookSchema>;

export const webhooksSchema = z.object({ items: z.array(webhookSchema) });
