import * as z from 'zod/mini';
import { countSchema, instantSchema } from './ids.js';
import { limits } from './limits.js';
import { roomSchema } from './room.js';

/** The secret part of an invitation's address, `/i/:code`. */
export const inviteCodeSchema = z.string().check(z.regex(/^[\w-]{16,64}$/));

/** How long an invitation opens the room, and how often; without `uses` any number of times. */
export const createInviteSchema = z.strictObject({
  days: z.optional(z.int().check(z.minimum(1), z.maximum(limits.inviteDays))),
  uses: z.optional(z.int().check(z.minimum(1), z.maximum(limits.inviteUses))),
});
export type CreateInvite = z.infer<typeof createInviteSchema>;

export const inviteSchema = z.object({
  code: z.string(),
  roomId: z.string(),
  expiresAt: instantSchema,
  usesLeft: z.nullable(countSchema),
});
export type Invite = z.infer<typeof inviteSchema>;

/** What somebody who holds the code sees before they enter. */
export const invitePreviewSchema = z.object({
  room: z.pick(roomSchema, { slug: true, name: true, topic: true, visibility: true, memberCount: true }),
  expiresAt: instantSchema,
});
export type InvitePreview = z.infer<typeof invitePreviewSchema>;
