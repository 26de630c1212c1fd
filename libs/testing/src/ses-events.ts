import { randomUUID } from 'node:crypto';
import type { AcceptedMail, SesEventKind, SesEventPlan } from './ses-behaviour.js';
import { readHeaders } from './ses-request.js';
import { sendToQueue } from './fake-sqs.js';

const ACCOUNT = '123456789012';

/** What SES publishes about a mail, in its words (event publishing to SNS, "Contents of event data"). */
export async function buildSesEvent(kind: SesEventKind, mail: AcceptedMail): Promise<Record<string, unknown>> {
  const now = new Date().toISOString();
  const recipients = mail.to.map((emailAddress) => ({ emailAddress }));
  const details: Record<SesEventKind, Record<string, unknown>> = {
    Send: { send: {} },
    Delivery: {
      delivery: {
        timestamp: now,
        processingTimeMillis: 546,
        recipients: mail.to,
        smtpResponse: '250 2.6.0 Message received',
        reportingMTA: 'mta.example.com',
      },
    },
    Bounce: {
      bounce: {
        bounceType: 'Permanent',
        bounceSubType: 'General',
        bouncedRecipients: recipients.map((one) => ({
          ...one,
          action: 'failed',
          status: '5.1.1',
          diagnosticCode: 'smtp; 550 5.1.1 user unknown',
        })),
        timestamp: now,
        feedbackId: `${randomUUID()}-000000`,
        reportingMTA: 'dsn; mta.example.com',
      },
    },
    Complaint: {
      complaint: {
        complainedRecipients: recipients,
        timestamp: now,
        feedbackId: `${randomUUID()}-000000`,
        userAgent: 'Amazon SES Mailbox Simulator',
        complaintFeedbackType: 'abuse',
        arrivalDate: now,
      },
    },
    Reject: { reject: { reason: 'Bad content' } },
  };
  return { eventType: kind, mail: await describeMail(mail), ...details[kind] };
}

async function describeMail(mail: AcceptedMail): Promise<Record<string, unknown>> {
  const parsed = mail.raw === null ? null : await readHeaders(mail.raw);
  const address = /<([^>]*)>/.exec(mail.source)?.[1] ?? mail.source;
  return {
    timestamp: new Date(mail.at).toISOString(),
    source: mail.source,
    sourceArn: `arn:aws:ses:us-east-1:${ACCOUNT}:identity/${address}`,
    sendingAccountId: ACCOUNT,
    messageId: mail.messageId,
    destination: mail.to,
    headersTruncated: false,
    headers: parsed?.headers ?? [
      { name: 'From', value: mail.source },
      { name: 'To', value: mail.to.join(', ') },
      { name: 'Subject', value: mail.subject },
      { name: 'MIME-Version', value: '1.0' },
    ],
    commonHeaders: { from: [mail.source], to: mail.to, messageId: mail.messageId, subject: mail.subject },
    tags: {
      'ses:operation': [mail.action],
      'ses:configuration-set': [mail.configurationSet],
      'ses:source-ip': ['127.0.0.1'],
      'ses:from-domain': [address.slice(address.indexOf('@') + 1)],
      'ses:caller-identity': ['test'],
      ...(mail.tag !== null && { 'tertulia-mail': [mail.tag] }),
    },
  };
}

/** A message of SNS as a queue gets it when raw message delivery is off. */
export function wrapAsSns(message: string): Record<string, string> {
  const topic = `arn:aws:sns:us-east-1:${ACCOUNT}:ses-events`;
  return {
    Type: 'Notification',
    MessageId: randomUUID(),
    TopicArn: topic,
    Subject: 'Amazon SES Email Event Notification',
    Message: message,
    Timestamp: new Date().toISOString(),
    SignatureVersion: '1',
    Signature: 'RVhBTVBMRQ==',
    SigningCertURL: 'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0000000000000000000000.pem',
    UnsubscribeURL: `https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${topic}:${randomUUID()}`,
  };
}

/** Sends the events of accepted mails to a queue: at once or later, once or several times. */
export class SesEventPublisher {
  private readonly timers = new Set<NodeJS.Timeout>();

  publish(mail: AcceptedMail, plan: SesEventPlan | null): void {
    if (!plan || mail.configurationSet === null) return;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      // A queue that is gone ends the test's wait for the event; here nothing can be done about it.
      void this.send(mail, plan).catch(() => undefined);
    }, plan.delayMs ?? 0);
    this.timers.add(timer);
  }

  stop(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }

  private async send(mail: AcceptedMail, plan: SesEventPlan): Promise<void> {
    for (const kind of plan.kinds ?? simulated(mail.to[0] ?? '')) {
      const event = JSON.stringify(await buildSesEvent(kind, mail));
      for (let copy = 0; copy < (plan.copies ?? 1); copy += 1) {
        await sendToQueue(plan.queueUrl, plan.isWrapped ? JSON.stringify(wrapAsSns(event)) : event);
      }
    }
  }
}

/** The addresses of SES's mailbox simulator do here what they do there. */
function simulated(address: string): SesEventKind[] {
  if (/^bounce(\+.*)?@simulator\.amazonses\.com$/.test(address)) return ['Send', 'Bounce'];
  if (/^complaint(\+.*)?@simulator\.amazonses\.com$/.test(address)) return ['Send', 'Delivery', 'Complaint'];
  return ['Send', 'Delivery'];
}
