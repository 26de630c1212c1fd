import * as z from 'zod';

/** Source: S3 user guide, "Event message structure"; keys are written as in a form. */
const notificationSchema = z.object({
  Records: z.array(
    z.object({
      eventSource: z.literal('aws:s3'),
      eventName: z.string(),
      s3: z.object({ object: z.object({ key: z.string() }) }),
    }),
  ),
});

/** Source: S3 user guide, "EventBridge event message structure"; keys are written as they are. */
const bridgeSchema = z.object({
  source: z.literal('aws.s3'),
  'detail-type': z.literal('Object Created'),
  detail: z.object({ object: z.object({ key: z.string() }) }),
});

/** What S3 sends once when a notification is set up. */
const testSchema = z.object({ Service: z.literal('Amazon S3'), Event: z.literal('s3:TestEvent') });

const bodySchema = z.union([notificationSchema, bridgeSchema, testSchema]);

/**
 * Names of the objects whose creation a message tells of, whichever way it came.
 * @throws {Error} when it is none of the documented forms.
 */
export function createdObjects(body: string): string[] {
  const told = bodySchema.parse(JSON.parse(body));
  if ('Event' in told) return [];
  if ('detail' in told) return [told.detail.object.key];
  return told.Records.filter(({ eventName }) => eventName.startsWith('ObjectCreated:')).map(({ s3 }) =>
    decodeURIComponent(s3.object.key.replaceAll('+', ' ')),
  );
}
