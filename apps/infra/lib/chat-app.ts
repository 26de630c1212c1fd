import { readFileSync } from 'node:fs';
import { App, Tags, Validations } from 'aws-cdk-lib';
import * as z from 'zod';
import { AlarmsStack } from './alarms-stack.js';
import { ApiStack } from './api-stack.js';
import { CapacityStack } from './capacity-stack.js';
import { ChatChecks } from './checks.js';
import type { ChatStack } from './chat-stack.js';
import { DataStack } from './data-stack.js';
import { DnsStack } from './dns-stack.js';
import { EdgeStack } from './edge-stack.js';
import { MailStack } from './mail-stack.js';
import { MigrationStack } from './migration-stack.js';
import { NetworkStack } from './network-stack.js';
import { OperationsStack } from './operations-stack.js';
import { PipelineStack } from './pipeline-stack.js';
import { infraRoot } from './product.js';
import type { Stage } from './stage.js';
import { WebStack } from './web-stack.js';
import { WorkStack } from './work-stack.js';

const settingsSchema = z.object({ context: z.record(z.string(), z.unknown()) });

/** The whole product for one stage, checked by cdk-nag and by the CDK's own rules when it is synthesised. */
export function makeApp(stage: Stage, outdir: string): { app: App; stacks: ChatStack[]; checks: ChatChecks } {
  // The flags of cdk.json, also where no CLI reads them.
  const { context } = settingsSchema.parse(JSON.parse(readFileSync(new URL('cdk.json', infraRoot), 'utf8')));
  const app = new App({ outdir, context, analyticsReporting: false });
  const stacks = addStacks(app, stage);
  Tags.of(app).add('project', 'tertulia');
  Tags.of(app).add('environment', stage.name);
  Tags.of(app).add('owner', stage.owner);
  const checks = new ChatChecks(app);
  Validations.of(app).addPlugins(checks);
  return { app, stacks, checks };
}

/** From what everything stands on to what watches it; each is given what it needs of those before it. */
function addStacks(app: App, stage: Stage): ChatStack[] {
  const operations = new OperationsStack(app, stage);
  const { key } = operations;
  const network = new NetworkStack(app, stage, key);
  const data = new DataStack(app, stage, network, key);
  const dns = new DnsStack(app, stage, network, data);
  const web = new WebStack(app, stage, dns);
  const mail = new MailStack(app, stage, dns);
  const work = new WorkStack(app, stage, data, web, key);
  const edge = new EdgeStack(app, stage, network, dns);
  const capacity = new CapacityStack(app, stage, network, operations);
  const migration = new MigrationStack(app, stage, data, key);
  const api = new ApiStack(app, stage, { operations, network, data, web, mail, work, edge, capacity });
  const alarms = new AlarmsStack(app, stage, operations, { data, edge, api, mail, work });
  const pipeline = new PipelineStack(app, stage, { operations, network, data, capacity, web, migration, work, api });
  return [operations, network, data, dns, web, mail, work, edge, capacity, migration, api, alarms, pipeline];
}
