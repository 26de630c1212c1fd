import * as z from 'zod';

/** What SES tells of one of our mails, as far as it matters here. */
export interface MailEvent {
  /** The row of `mail`; null for a mail that is not ours. */
  mailId: string | null;
  meaning: 'accepted' | 'rejected' | 'bounced' | 'complained';
  /** Whom it concerns; for bounces and complaints. */
  recipients: string[];
}

const MOST_RECIPIENTS = 50;
const recipientsSchema = z.array(z.object({ emailAddress: z.string().max(320) })).max(MOST_RECIPIENTS);
const eventSchema = z.object({
  eventType: z.string(),
  mail: z.object({ tags: z.record(z.string(), z.array(z.string())).default({}) }),
  bounce: z.object({ bounceType: z.string(), bouncedRecipients: recipientsSchema }).optional(),
  complaint: z.object({ complainedRecipients: recipientsSchema }).optional(),
});
const wrappedSchema = z.object({ Type: z.literal('Notification'), Message: z.string() });
const tagSchema = z.uuid();

/**
 * Reads the body of a queue's message: an event of SES as it is, or as SNS wraps it. A bounce that may pass says only that
 * SES took the mail. @returns null for what is no event that matters.
 */
export function readMailEvent(body: string): MailEvent | null {
  const outer = parseJson(body);
  const wrapped = wrappedSchema.safeParse(outer);
  const event = eventSchema.safeParse(wrapped.success ? parseJson(wrapped.data.Message) : outer);
  if (!event.success) return null;
  const { eventType, mail, bounce, complaint } = event.data;
  const tag = tagSchema.safeParse(mail.tags['tertulia-mail']?.[0]);
  const mailId = tag.success ? tag.data : null;
  const addresses = (list: { emailAddress: string }[] | undefined): string[] =>
    (list ?? []).map((recipient) => recipient.emailAddress);
  switch (eventType) {
    case 'Send':
    case 'Delivery':
    case 'DeliveryDelay':
      return { mailId, meaning: 'accepted', recipients: [] };
    case 'Reject':
    case 'Rendering Failure':
      return { mailId, meaning: 'rejected', recipients: [] };
    case 'Bounce':
      return bounce?.bounceType === 'Permanent'
        ? { mailId, meaning: 'bounced', recipients: addresses(bounce.bouncedRecipients) }
        : { mailId, meaning: 'accepted', recipients: [] };
    case 'Complaint':
      return { mailId, meaning: 'complained', recipients: addresses(complaint?.complainedRecipients) };
    default:
      return null;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
