import type { App } from 'aws-cdk-lib';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { ChatStack, letServicesUse } from './chat-stack.js';
import type { Stage } from './stage.js';

/** What every other stack needs to be run: the key, the topic of the operators, and the budget. */
export class OperationsStack extends ChatStack {
  /** By name alone: whoever uses it is given the right by a policy of their own, and the key does not grow with them. */
  readonly key: IKey;
  readonly operators: Topic;

  constructor(app: App, stage: Stage) {
    super(app, 'Operations', stage);
    const key = new Key(this, 'Key', {
      alias: this.prefix,
      enableKeyRotation: true,
      description: 'Secrets, logs and the database',
    });
    letServicesUse(key, this);
    this.key = Key.fromKeyArn(this, 'KeyByName', key.keyArn);
    this.operators = new Topic(this, 'Operators', {
      topicName: `${this.prefix}-operators`,
      masterKey: key,
      enforceSSL: true,
    });
    for (const email of stage.alerts.emails) this.operators.addSubscription(new EmailSubscription(email));
    this.operators.addToResourcePolicy(
      new PolicyStatement({
        principals: ['cloudwatch', 'budgets', 'events'].map((name) => new ServicePrincipal(`${name}.amazonaws.com`)),
        actions: ['sns:Publish'],
        resources: [this.operators.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    );
    this.addBudget();
  }

  /** Half, most and all of a month's money; and the month as it is foreseen. */
  private addBudget(): void {
    const tell = (notificationType: 'ACTUAL' | 'FORECASTED', threshold: number) => ({
      notification: { comparisonOperator: 'GREATER_THAN', notificationType, threshold, thresholdType: 'PERCENTAGE' },
      subscribers: [{ subscriptionType: 'SNS', address: this.operators.topicArn }],
    });
    const budget = new CfnBudget(this, 'Budget', {
      budget: {
        budgetName: this.prefix,
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: this.stage.budgetDollars, unit: 'USD' },
        costFilters: { TagKeyValue: [`user:environment$${this.stage.name}`] },
      },
      notificationsWithSubscribers: [
        tell('ACTUAL', 50),
        tell('ACTUAL', 80),
        tell('ACTUAL', 100),
        tell('FORECASTED', 100),
      ],
    });
    budget.node.addDependency(this.operators);
  }
}
