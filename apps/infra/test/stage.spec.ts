import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { makeApp } from '../lib/chat-app.js';
import { infraRoot } from '../lib/product.js';
import { parseStage, readStage, StageError } from '../lib/stage.js';

const minimal = () => structuredClone(readStage(infraRoot, 'minimal'));

describe('the configuration of a stage', () => {
  const wrong: [string, object][] = [
    ['domain', { domain: 'Chat.Example.com' }],
    ['domain', { domain: 'chat.example.net' }],
    ['hostedZone.id', { hostedZone: { id: 'z', name: 'example.com' } }],
    ['cdnCertificateArn', { region: 'sa-east-1' }],
    ['network.natGateways', { network: { kind: 'new', cidr: '10.0.0.0/16', natGateways: 0 } }],
    [
      'capacity.maxInstances',
      { capacity: { kind: 'ec2-asg', instanceType: 'c7g.large', minInstances: 2, maxInstances: 3 } },
    ],
    [
      'capacity.instanceType',
      { capacity: { kind: 'ec2-asg', instanceType: 'c7i.large', minInstances: 2, maxInstances: 4 } },
    ],
    ['service.minTasks', { service: { ...minimal().service, minTasks: 1 } }],
    ['database.backupDays', { database: { ...minimal().database, backupDays: 1 } }],
    ['alerts.emails', { alerts: { emails: [] } }],
    ['budgetDollars', { budgetDollars: 0 }],
    ['source.connectionArn', { source: { ...minimal().source, connectionArn: 'arn:aws:iam::1:user/x' } }],
  ];
  for (const [path, change] of wrong) {
    it(`is refused by name when ${path} is wrong: ${JSON.stringify(change).slice(0, 60)}`, () => {
      assert.throws(
        () => parseStage({ ...minimal(), ...change }),
        (error) => error instanceof StageError && error.message.includes(`${path}: `),
      );
    });
  }

  it('is refused when it says what nobody knows, and when there is none', () => {
    assert.throws(() => parseStage({ ...minimal(), colour: 'red' }), StageError);
    assert.throws(() => readStage(infraRoot, 'nowhere'), StageError);
  });
});

describe('a network that is there', () => {
  it('is used as it is: nothing of it is made, looked up or changed, and every other rule is kept', () => {
    const outdir = mkdtempSync(join(tmpdir(), 'tertulia-existing-'));
    try {
      const network = {
        kind: 'existing',
        vpcId: 'vpc-0123456789abcdef0',
        cidr: '10.1.0.0/16',
        availabilityZones: ['us-east-1a', 'us-east-1b'],
        publicSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
        privateSubnetIds: ['subnet-0123456789abcdef2', 'subnet-0123456789abcdef3'],
        dataSubnetIds: ['subnet-0123456789abcdef4', 'subnet-0123456789abcdef5'],
        egressAddresses: ['198.51.100.7'],
      };
      makeApp(parseStage({ ...minimal(), network }), outdir).app.synth();
      const template = readFileSync(join(outdir, 'Tertulia-minimal-Network.template.json'), 'utf8');
      assert.doesNotMatch(template, /AWS::EC2::(VPC|Subnet|NatGateway|Route|EIP)"/);
      assert.match(template, /198\.51\.100\.7/);
      assert.equal(JSON.parse(readFileSync(join(outdir, 'manifest.json'), 'utf8')).missing, undefined);
    } finally {
      rmSync(outdir, { recursive: true, force: true });
    }
  });
});
