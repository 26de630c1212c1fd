import * as z from 'zod/mini';
import { instantSchema } from './ids.js';
import { limits } from './limits.js';
import { attachmentSchema } from './message.js';
import { isStorableText } from './text.js';

/** What a picture may be sent as. What it is, is found out by decoding it; its name and its declared type are never believed. */
export const pictureTypes = ['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/avif'] as const;
export const pictureTypeSchema = z.enum(pictureTypes);
export type PictureType = z.infer<typeof pictureTypeSchema>;

/** Why a picture was rejected after its bytes had arrived. */
export const rejectionReasons = [
  'empty',
  'not_a_picture',
  'unsupported',
  'damaged',
  'too_many_pixels',
  'too_many_frames',
  'too_large',
  'failed',
] as const;
export type RejectionReason = (typeof rejectionReasons)[number];

/** What a picture shows, in words, for those who do not see it. */
const altSchema = z.pipe(
  z.string().check(z.maxLength(limits.frameBytes)),
  z.pipe(
    z.transform((value: string) => value.trim()),
    z
      .string()
      .check(z.maxLength(limits.altLength), z.refine<string>(isStorableText, 'must not hold NUL or lone surrogates')),
  ),
);

/** Asks for a form to send the bytes of one picture with. Its size is held against the caller's limit by the server. */
export const createUploadSchema = z.strictObject({
  fileName: z
    .string()
    .check(
      z.minLength(1),
      z.maxLength(limits.fileNameLength),
      z.refine<string>(isStorableText, 'must not hold NUL or lone surrogates'),
    ),
  contentType: z.string().check(z.minLength(1), z.maxLength(100)),
  bytes: z.int().check(z.minimum(0)),
  alt: z.optional(altSchema),
});
export type CreateUpload = z.infer<typeof createUploadSchema>;

export const updateUploadSchema = z.strictObject({ alt: altSchema });
export type UpdateUpload = z.infer<typeof updateUploadSchema>;

/** A one-use multipart form: all `fields` in their order, then the bytes as `file`. */
export const uploadFormSchema = z.object({
  method: z.literal('POST'),
  url: z.string(),
  fields: z.record(z.string(), z.string()),
  expiresAt: instantSchema,
});
export type UploadForm = z.infer<typeof uploadFormSchema>;

export const createdUploadSchema = z.object({
  id: z.string(),
  status: z.literal('pending'),
  upload: uploadFormSchema,
});
export type CreatedUpload = z.infer<typeof createdUploadSchema>;

export const uploadUpdateSchema = z.object({ attachment: attachmentSchema });
