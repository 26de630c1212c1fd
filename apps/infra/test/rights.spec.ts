import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { allowed, rightsOf, rolesOf } from './rights.js';
import { at, list, put, stageNames, Templates, text } from './templates.js';

/** Actions for which AWS knows no resource. */
const WITHOUT_RESOURCE =
  /^(ecr:GetAuthorizationToken|ses:GetSendQuota|polly:SynthesizeSpeech|ec2:\w+NetworkInterfaces?|ec2:\w*AssignPrivateIpAddresses|ec2:UnassignPrivateIpAddresses|xray:\w+|logs:\w+(Delivery|Deliveries|ResourcePolicy|ResourcePolicies|LogGroups)|ecs:(DiscoverPollEndpoint|RegisterTaskDefinition|DeregisterTaskDefinition|DescribeTaskDefinition|Poll|StartTelemetrySession|Submit\*)|application-autoscaling:.*)$/;

for (const name of stageNames) {
  const templates = Templates.read(name);
  const rights = rightsOf(templates);

  describe(`rights in the stage ${name}`, () => {
    it('are those of the list and no others, for every role', () => {
      for (const role of rolesOf(templates)) {
        const list = allowed[role];
        assert.ok(list, `${role} is not in the list`);
        const own = [...new Set(rights.filter((one) => one.role === role).map(({ action }) => action))];
        assert.deepEqual(
          own.filter((action) => !list.includes(action)),
          [],
          role,
        );
      }
    });

    it('N50: are never to everything: no whole service, and no resource of any name where there is one', () => {
      for (const { role, action, resource } of rights) {
        assert.doesNotMatch(action, /^\*$|^[a-z0-9-]+:\*$/, role);
        // The CDK lets the agent of ECS write logs; its own it writes nowhere else.
        const isAgent = role === 'Capacity/InstanceRole' && action.startsWith('logs:');
        if (resource === '*' && !isAgent) assert.match(action, WITHOUT_RESOURCE, role);
      }
    });

    it('to send mail are of the nodes alone, in one name alone', () => {
      const send = rights.filter(({ action }) => action.startsWith('ses:Send'));
      assert.deepEqual([...new Set(send.map(({ role }) => role))], ['Api/TaskRole']);
      for (const { condition, resource } of send) {
        assert.equal(condition, text({ StringEquals: { 'ses:FromAddress': `no-reply@${templates.stage.domain}` } }));
        assert.notEqual(resource, '*');
      }
    });

    it('to write are of pending/ for nodes, of media/ and speech/ for those who make what is there', () => {
      const writers = rights.filter(
        ({ action, resource }) => action === 's3:PutObject' && resource.includes('MediaBucket'),
      );
      const found = writers.map(
        ({ role, resource }) => `${role} ${/(pending|media|speech)\/\*/.exec(resource)?.[1] ?? '?'}`,
      );
      assert.deepEqual([...found].sort(), ['Api/TaskRole pending', 'Work/PictureRole media', 'Work/SpeakRole speech']);
    });

    it('to read secrets are of whoever starts a task and of functions that sign, with a key for that alone', () => {
      const readers = rights.filter(({ action }) => action === 'secretsmanager:GetSecretValue');
      for (const { role, resource } of readers) {
        assert.match(role, /ExecutionRole$|^Work\//);
        assert.doesNotMatch(resource, /^\*/);
        const ofKey = rights.filter((one) => one.role === role && one.action === 'kms:Decrypt');
        assert.ok(ofKey.length > 0, role);
        for (const { condition } of ofKey) assert.match(condition, /kms:ViaService":"secretsmanager\./);
      }
      assert.ok(!readers.some(({ role }) => role === 'Api/TaskRole'));
    });

    it('to change rights are of nobody', () => {
      for (const { role, action } of rights)
        assert.doesNotMatch(action, /^iam:(?!PassRole|Get)|^kms:(Put|Create|Schedule)/, role);
    });

    it('to pass a role on name the role and the service that gets it', () => {
      for (const { role, resource, condition } of rights.filter(({ action }) => action === 'iam:PassRole')) {
        assert.notEqual(resource, '*', role);
        if (!role.endsWith('ActionRole')) assert.match(condition, /iam:PassedToService/, role);
      }
    });

    it('of a repository are given for the one of the chat', () => {
      const use = rights.filter(
        ({ role, action }) => role === 'Pipeline/PipelineRole' && action.endsWith(':UseConnection'),
      );
      assert.ok(use.length > 0);
      for (const { condition } of use) assert.match(condition, new RegExp(templates.stage.source.repository));
    });

    it('of services to write into queues and topics name where from', () => {
      for (const type of ['AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy'])
        for (const { id, properties } of templates.all(type))
          for (const statement of list(at(properties, 'PolicyDocument.Statement'))) {
            if (at(statement, 'Effect') !== 'Allow' || at(statement, 'Principal.Service') === undefined) continue;
            assert.match(text(at(statement, 'Condition')), /SourceArn|SourceAccount/, id);
          }
    });

    it('that are more than before are noticed', () => {
      const broken = templates.copy();
      const policy = broken.all('AWS::IAM::Policy', 'Work')[0];
      assert.ok(policy);
      put(policy.properties, 'PolicyDocument.Statement.0.Action', 'dynamodb:Scan');
      const role = rightsOf(broken).find(({ action }) => action === 'dynamodb:Scan')?.role ?? '';
      assert.ok(!allowed[role]?.includes('dynamodb:Scan'));
    });
  });
}
