import assert from 'node:assert/strict';
import type { Rule } from './rule.js';
import { at, list, put, text } from './templates.js';

/** Who watches, what it may cost, and how a version comes out. */
export const operationRules: Rule[] = [
  {
    ids: ['S4-26', 'S4-20'],
    construct: 'logs.LogGroup, cloudwatch.Alarm, cloudwatch.Dashboard',
    terraform: 'aws_cloudwatch_log_group, aws_cloudwatch_metric_alarm, aws_cloudwatch_dashboard',
    what: 'every log ends some day and is encrypted; every alarm tells somebody what to do; every queue of the dead is watched',
    holds: (t) => {
      for (const { properties, id } of t.all('AWS::Logs::LogGroup')) {
        assert.equal(properties['RetentionInDays'], t.stage.logs.retentionDays, id);
        assert.ok(properties['KmsKeyId'], id);
      }
      const alarms = t.all('AWS::CloudWatch::Alarm');
      for (const { properties, id } of alarms) {
        if (id.startsWith('ServiceTaskCount')) continue;
        assert.ok(list(properties['AlarmActions']).length > 0, id);
        assert.match(text(properties['AlarmDescription']), /README, When an alarm comes: /, id);
      }
      const dead = t.all('AWS::SQS::Queue').filter(({ id }) => /Dead|Lost/.test(id));
      const watched = alarms.filter(({ id }) => id.startsWith('Dead'));
      assert.ok(dead.length >= 8);
      assert.equal(watched.length, dead.length);
      t.one('AWS::CloudWatch::Dashboard');
    },
    broken: (t) => t.remove((one) => one.type === 'AWS::CloudWatch::Alarm' && one.id.startsWith('DeadPictures')),
  },
  {
    ids: ['S4-26'],
    construct: 'budgets.CfnBudget',
    terraform: 'aws_budgets_budget',
    what: 'somebody is told at half, at most and at all of a month’s money',
    holds: (t) => {
      const { properties } = t.one('AWS::Budgets::Budget');
      assert.equal(at(properties, 'Budget.BudgetLimit.Amount'), t.stage.budgetDollars);
      const thresholds = list(properties['NotificationsWithSubscribers']).map((one) =>
        at(one, 'Notification.Threshold'),
      );
      for (const percent of [50, 80, 100]) assert.ok(thresholds.includes(percent), String(percent));
    },
    broken: (t) => t.remove((one) => one.type === 'AWS::Budgets::Budget'),
  },
  {
    ids: ['S4-03', 'S4-13', 'S4-14', 'S4-15', 'S4-18', 'S4-30', 'S4-31', 'S4-05', 'S4-06'],
    construct: 'codepipeline.Pipeline, codebuild.PipelineProject',
    terraform: 'aws_codepipeline, aws_codebuild_project, aws_codestarconnections_connection',
    what: 'from a push: tests, image, scan, schema, nodes, and the web app last; one after the other, by a connection instead of a key',
    holds: (t) => {
      const { properties } = t.one('AWS::CodePipeline::Pipeline');
      assert.equal(properties['PipelineType'], 'V2');
      assert.equal(properties['ExecutionMode'], 'QUEUED');
      const stages = list(properties['Stages']).map((one) => at(one, 'Name'));
      assert.deepEqual(stages, ['Source', 'Test', 'Build', 'Scan', 'Migrate', 'Deploy', 'Web']);
      assert.match(text(at(properties, 'Stages.0')), /CodeStarSourceConnection/);
      const order = list(at(properties, 'Stages.4.Actions')).map((one) => [at(one, 'Name'), at(one, 'RunOrder')]);
      assert.deepEqual(order, [
        ['Task', 1],
        ['Schema', 2],
      ]);
      const projects = t.all('AWS::CodeBuild::Project');
      assert.equal(projects.length, 5);
      const privileged = projects.filter(({ properties: one }) => at(one, 'Environment.PrivilegedMode') === true);
      assert.deepEqual(
        privileged.map(({ id }) => id.startsWith('Projectsbuild')),
        [true],
      );
      for (const { properties: one, id } of projects) {
        assert.ok(at(one, 'LogsConfig.CloudWatchLogs.GroupName'), id);
        assert.doesNotMatch(text(at(one, 'Environment.EnvironmentVariables')), /PASS|SECRET|TOKEN/);
      }
    },
    broken: (t) => put(t.one('AWS::CodePipeline::Pipeline').properties, 'Stages.1', undefined),
  },
  {
    ids: ['S4-29'],
    construct: 'ec2.Vpc.fromVpcAttributes',
    terraform: 'data.aws_vpc',
    what: 'a network that is there can be used instead of a new one: a new one is made only when the stage says so',
    holds: (t) => assert.equal(t.all('AWS::EC2::VPC').length, t.stage.network.kind === 'new' ? 1 : 0),
    broken: (t) => t.remove((one) => one.type === 'AWS::EC2::VPC'),
  },
];
