import { type App, Duration } from 'aws-cdk-lib';
import * as chatbot from 'aws-cdk-lib/aws-chatbot';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { addDashboard } from './dashboard.js';
import {
  cacheAlarms,
  databaseAlarms,
  deadLetterAlarms,
  mailAlarms,
  trafficAlarms,
  type Watch,
  type WatchedParts,
} from './watches.js';
import { ChatStack } from './chat-stack.js';
import type { OperationsStack } from './operations-stack.js';
import type { Stage } from './stage.js';

/** Who is woken by what, and one page to look at. */
export class AlarmsStack extends ChatStack {
  readonly alarms: cloudwatch.Alarm[];

  constructor(
    app: App,
    stage: Stage,
    private readonly operations: OperationsStack,
    parts: WatchedParts,
  ) {
    super(app, 'Alarms', stage);
    const watches = [
      ...trafficAlarms(this, parts),
      ...databaseAlarms(this, parts),
      ...cacheAlarms(parts),
      ...mailAlarms(this),
      ...deadLetterAlarms(parts),
    ];
    this.alarms = watches.map((watch) => this.addAlarm(watch));
    addDashboard(this, parts, [...this.alarms, ...parts.api.rollbackAlarms]);
    this.addSlack();
  }

  private addAlarm({
    id,
    metric,
    threshold,
    minutes,
    what,
    isBelow = false,
    isMissingBad = false,
  }: Watch): cloudwatch.Alarm {
    const { GREATER_THAN_THRESHOLD, LESS_THAN_THRESHOLD } = cloudwatch.ComparisonOperator;
    const { BREACHING, NOT_BREACHING } = cloudwatch.TreatMissingData;
    const alarm = new cloudwatch.Alarm(this, id, {
      alarmName: `${this.prefix}-${id.replaceAll(/(?<!^)([A-Z])/g, '-$1').toLowerCase()}`,
      alarmDescription: `${what} README, When an alarm comes: ${id}.`,
      metric: metric.with({ period: Duration.minutes(1) }),
      threshold,
      evaluationPeriods: minutes,
      comparisonOperator: isBelow ? LESS_THAN_THRESHOLD : GREATER_THAN_THRESHOLD,
      treatMissingData: isMissingBad ? BREACHING : NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.operations.operators));
    alarm.addOkAction(new SnsAction(this.operations.operators));
    return alarm;
  }

  /** Slack, where the workspace was joined once by hand; Google Chat and rooms of the chat have a function. */
  private addSlack(): void {
    const { slack } = this.stage.alerts;
    if (!slack) return;
    new chatbot.SlackChannelConfiguration(this, 'Slack', {
      slackChannelConfigurationName: `${this.prefix}-operators`,
      slackWorkspaceId: slack.workspaceId,
      slackChannelId: slack.channelId,
      notificationTopics: [this.operations.operators],
      // From there one may look, and change nothing.
      guardrailPolicies: [ManagedPolicy.fromAwsManagedPolicyName('CloudWatchReadOnlyAccess')],
    });
  }
}
