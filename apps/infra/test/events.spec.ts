import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { repositoryRoot } from '../lib/product.js';
import { matches } from './pattern.js';
import { type Json, stageNames, Templates } from './templates.js';

const from = (name: string) => import(join(repositoryRoot, `apps/worker/dist/handlers/${name}.fixtures.js`));
const deployment: typeof import('../../worker/dist/handlers/deployment.fixtures.js') = await from('deployment');
const external: typeof import('../../worker/dist/handlers/external-event.fixtures.js') = await from('external-event');
const ending: typeof import('../../worker/dist/handlers/instance-terminating.fixtures.js') =
  await from('instance-terminating');

/** Names that CloudFormation fills in, as in the recorded events. */
function filledIn(value: Json | undefined): Json {
  const known: Record<string, string> = { 'AWS::AccountId': '111122223333', 'AWS::Partition': 'aws' };
  const fill = (one: Json): Json => {
    if (Array.isArray(one)) return one.map(fill);
    if (typeof one !== 'object' || one === null) return one;
    const [key] = Object.keys(one);
    if (key === 'Fn::Join') {
      const join = one['Fn::Join'];
      return Array.isArray(join) && Array.isArray(join[1]) ? join[1].map(fill).join('') : '';
    }
    if (key === 'Ref') return known[String(one['Ref'])] ?? 'the-secret';
    if (key === 'Fn::ImportValue') return 'the-bucket';
    return Object.fromEntries(Object.entries(one).map(([name, inner]) => [name, fill(inner)]));
  };
  return fill(value ?? null);
}

/** As S3 tells EventBridge. Source: S3 user guide, "EventBridge event message structure". */
const created = (bucket: string, key: string) => ({
  source: 'aws.s3',
  'detail-type': 'Object Created',
  detail: { bucket: { name: bucket }, object: { key } },
});

for (const name of stageNames) {
  const templates = Templates.read(name);
  const prefix = `tertulia-${name}`;
  const patternOf = (id: string) => filledIn(templates.one('AWS::Events::Rule', 'Work', id).properties['EventPattern']);
  const ofPipeline = <Event extends { detail: object }>(event: Event) => ({
    ...event,
    detail: { ...event.detail, pipeline: prefix },
  });
  const { ecsFailed } = deployment;
  const ofService = { ...ecsFailed, resources: [`arn:aws:ecs:us-east-1:111122223333:service/${prefix}/${prefix}`] };
  const { instanceTerminating: event } = ending;
  const ofGroup = (hook: string, group = prefix) => ({
    ...event,
    detail: { ...event.detail, AutoScalingGroupName: group, LifecycleHookName: hook },
  });

  describe(`events in the stage ${name}`, () => {
    it('of our pipeline are told, started or failed, as a whole, a stage or an action; others’ are not', () => {
      const pattern = patternOf('Pipelines');
      for (const one of [deployment.pipelineStarted, deployment.stageFailed, deployment.actionFailed]) {
        assert.ok(matches(pattern, ofPipeline(one)));
        assert.ok(!matches(pattern, one));
      }
      assert.ok(!matches(pattern, ofService));
    });

    it('of deployments of our service are told, of no other', () => {
      assert.ok(matches(patternOf('Deployments'), ofService));
      assert.ok(!matches(patternOf('Deployments'), ecsFailed));
    });

    it('of our group and our hook drain a node; the hook of ECS is not ours to complete', () => {
      assert.ok(matches(patternOf('Terminating'), ofGroup('drain')));
      for (const other of [ofGroup('ecs-managed-draining-termination-hook'), ofGroup('drain', 'my-asg'), event])
        assert.ok(!matches(patternOf('Terminating'), other));
    });

    it('of our alarms become messages, and those of any program that speaks our form', () => {
      const { alarm, anybody, newRelicIssue } = external;
      const own = { ...alarm, detail: { ...alarm.detail, alarmName: `${prefix}-5xx` } };
      assert.ok(matches(patternOf('Alarms'), own));
      assert.ok(!matches(patternOf('Alarms'), alarm));
      assert.ok(matches(patternOf('Anybody'), anybody));
      assert.ok(!matches(patternOf('Anybody'), own));
      const partners = templates.all('AWS::Events::Rule', 'Work').filter(({ id }) => id.startsWith('PartnerEvents'));
      assert.equal(partners.length, templates.stage.work.partnerEventSources.length);
      for (const { properties } of partners) assert.ok(matches(filledIn(properties['EventPattern']), newRelicIssue));
    });

    it('of pictures that came are looked at; what we wrote ourselves is not', () => {
      assert.ok(matches(patternOf('Pictures'), created('the-bucket', 'pending/x')));
      assert.ok(!matches(patternOf('Pictures'), created('the-bucket', 'media/x')));
      assert.ok(!matches(patternOf('Pictures'), created('another', 'pending/x')));
    });

    it('of pushes to CodeCommit are told where a stage has such a repository', () => {
      if (templates.stage.source.codeCommit === undefined) {
        assert.equal(templates.all('AWS::Events::Rule', 'Work').filter(({ id }) => id.startsWith('Pushes')).length, 0);
        return;
      }
      const { referenceUpdated } = deployment;
      const own = { ...referenceUpdated, detail: { ...referenceUpdated.detail, repositoryName: 'tertulia' } };
      assert.ok(matches(patternOf('Pushes'), own));
      assert.ok(!matches(patternOf('Pushes'), referenceUpdated));
    });
  });
}

describe('the matcher', () => {
  it('refuses what it does not know rather than letting it pass', () => {
    assert.throws(() => matches({ a: [{ 'anything-but': 'x' }] }, { a: 'y' }));
    assert.ok(!matches({ a: ['x'] }, {}));
    assert.ok(matches({ a: { b: [{ prefix: 'x' }] } }, { a: { b: ['z', 'xy'] } }));
  });
});
