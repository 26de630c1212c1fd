import { type App, Stack, Validations } from 'aws-cdk-lib';
import { AccountRootPrincipal, Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey, Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { RemovalPolicy } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Stage } from './stage.js';

/** A stack of one stage; what it makes is named after the product and the stage. */
export class ChatStack extends Stack {
  readonly prefix: string;

  constructor(
    app: App,
    concern: string,
    readonly stage: Stage,
  ) {
    super(app, `Tertulia-${stage.name}-${concern}`, {
      env: { region: stage.region },
      description: `Tertulia, stage ${stage.name}: ${concern.toLowerCase()}`,
      terminationProtection: concern === 'Data',
    });
    this.prefix = `tertulia-${stage.name}`;
  }

  /** A place for log lines, encrypted, for as long as the stage says. */
  logGroup(id: string, name: string, key: IKey): LogGroup {
    return new LogGroup(this, id, {
      logGroupName: name,
      encryptionKey: key,
      retention: retentionOf(this.stage),
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }
}

/** Hosts of a stage. */
export function hostsOf({ domain }: Pick<Stage, 'domain'>) {
  return { site: domain, api: `api.${domain}`, media: `media.${domain}`, mail: `mail.${domain}` };
}

function retentionOf({ logs }: Stage): RetentionDays {
  const days: Record<Stage['logs']['retentionDays'], RetentionDays> = {
    14: RetentionDays.TWO_WEEKS,
    30: RetentionDays.ONE_MONTH,
    90: RetentionDays.THREE_MONTHS,
    365: RetentionDays.ONE_YEAR,
  };
  return days[logs.retentionDays];
}

/** Accepts a finding of cdk-nag at one construct and what is below it, for a reason that stands in the template's report. */
export function acknowledge(construct: IConstruct, reasons: Record<string, string>): void {
  for (const [id, reason] of Object.entries(reasons))
    Validations.of(construct).acknowledge({ id: `AwsSolutions-${id}`, reason });
}

/** Lets services write to what a key protects, for this account alone. */
export function letServicesUse(key: Key, stack: Stack): void {
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'Logs',
      effect: Effect.ALLOW,
      principals: [new ServicePrincipal(`logs.${stack.region}.amazonaws.com`)],
      actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
      resources: ['*'],
      conditions: {
        ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:${stack.region}:${stack.account}:log-group:*` },
      },
    }),
  );
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'Topics',
      effect: Effect.ALLOW,
      principals: ['cloudwatch', 'events', 'budgets', 'autoscaling'].map(
        (service) => new ServicePrincipal(`${service}.amazonaws.com`),
      ),
      actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
    }),
  );
}

/** The account itself: whoever it allows. */
export const ownAccount = (): AccountRootPrincipal => new AccountRootPrincipal();
