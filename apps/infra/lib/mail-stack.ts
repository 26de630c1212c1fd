import { type App, Duration } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as ses from 'aws-cdk-lib/aws-ses';
import * as sns from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { ChatStack, hostsOf } from './chat-stack.js';
import type { DnsStack } from './dns-stack.js';
import { contract, letters } from './product.js';
import type { Stage } from './stage.js';
import { WorkQueue } from './work-queue.js';

/** Letters that SES stores; each in all languages. */
export const storedKinds = ['verification', 'code'] as const;

/** Mail: who we are, the stored letters, and what becomes of each mail told to a queue that only SES may write to. */
export class MailStack extends ChatStack {
  readonly configurationSet: ses.ConfigurationSet;
  readonly identity: ses.EmailIdentity;
  readonly events: WorkQueue;

  constructor(app: App, stage: Stage, dns: DnsStack) {
    super(app, 'Mail', stage);
    const { site, mail } = hostsOf(stage);
    this.configurationSet = new ses.ConfigurationSet(this, 'Set', {
      configurationSetName: this.prefix,
      tlsPolicy: ses.ConfigurationSetTlsPolicy.REQUIRE,
      reputationMetrics: true,
      suppressionReasons: ses.SuppressionReasons.BOUNCES_AND_COMPLAINTS,
    });
    // The names of the keys are made by SES: CloudFormation knows them, so that the records need nobody's hand.
    this.identity = new ses.EmailIdentity(this, 'Identity', {
      identity: ses.Identity.domain(site),
      dkimIdentity: ses.DkimIdentity.easyDkim(ses.EasyDkimSigningKeyLength.RSA_2048_BIT),
      mailFromDomain: mail,
      mailFromBehaviorOnMxFailure: ses.MailFromBehaviorOnMxFailure.REJECT_MESSAGE,
      configurationSet: this.configurationSet,
    });
    this.addRecords(dns.zone, site, mail);
    this.addTemplates();
    this.events = this.addEvents();
  }

  private addRecords(zone: route53.IHostedZone, site: string, mail: string): void {
    this.identity.dkimRecords.forEach(({ name, value }, index) => {
      new route53.CfnRecordSet(this, `Dkim${index + 1}`, {
        hostedZoneId: zone.hostedZoneId,
        name,
        type: 'CNAME',
        resourceRecords: [value],
        ttl: '1800',
      });
    });
    new route53.MxRecord(this, 'MailFromMx', {
      zone,
      recordName: `${mail}.`,
      values: [{ priority: 10, hostName: `feedback-smtp.${this.stage.region}.amazonses.com` }],
    });
    new route53.TxtRecord(this, 'MailFromSpf', {
      zone,
      recordName: `${mail}.`,
      values: ['v=spf1 include:amazonses.com -all'],
    });
    new route53.TxtRecord(this, 'Dmarc', {
      zone,
      recordName: `_dmarc.${site}.`,
      values: ['v=DMARC1; p=quarantine; adkim=s'],
    });
  }

  private addTemplates(): void {
    for (const kind of storedKinds) {
      for (const locale of contract.locales) {
        const { name, subject, text, html } = letters.buildStoredTemplate(kind, locale);
        new ses.CfnTemplate(this, name, {
          template: { templateName: name, subjectPart: subject, textPart: text, htmlPart: html },
        });
      }
    }
  }

  private addEvents(): WorkQueue {
    const topic = new sns.Topic(this, 'Events', { topicName: `${this.prefix}-mail-events`, enforceSSL: true });
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('ses.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': this.account },
          ArnEquals: {
            'aws:SourceArn': `arn:aws:ses:${this.region}:${this.account}:configuration-set/${this.prefix}`,
          },
        },
      }),
    );
    const destination = this.configurationSet.addEventDestination('Told', {
      destination: ses.EventDestination.snsTopic(topic),
      events: [
        ses.EmailSendingEvent.SEND,
        ses.EmailSendingEvent.DELIVERY,
        ses.EmailSendingEvent.DELIVERY_DELAY,
        ses.EmailSendingEvent.BOUNCE,
        ses.EmailSendingEvent.COMPLAINT,
        ses.EmailSendingEvent.REJECT,
        ses.EmailSendingEvent.RENDERING_FAILURE,
      ],
    });
    destination.node.addDependency(topic);
    const queue = new WorkQueue(this, 'EventQueue', {
      name: `${this.prefix}-mail-events`,
      visibility: Duration.minutes(1),
    });
    topic.addSubscription(new SqsSubscription(queue.queue));
    return queue;
  }
}
