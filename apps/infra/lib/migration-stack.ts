import { type App, CfnOutput } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import { ChatStack } from './chat-stack.js';
import type { DataStack } from './data-stack.js';
import { databaseEnvironment, databaseSecrets } from './node-environment.js';
import { addNodeTask } from './node-task.js';
import type { Stage } from './stage.js';

/** The task that brings the schema up to date, once, before the first node of a new version starts. */
export class MigrationStack extends ChatStack {
  readonly task: ecs.TaskDefinition;
  readonly role: Role;

  constructor(app: App, stage: Stage, data: DataStack, key: IKey) {
    super(app, 'Migration', stage);
    const made = addNodeTask(this, {
      name: 'migrate',
      purpose: 'Brings the schema up to date',
      kind: 'fargate',
      data,
      key,
      command: ['node', 'apps/api/dist/migrate.js'],
      cpu: 256,
      memoryMiB: 512,
      environment: { ...databaseEnvironment(data), NODE_ENV: 'production' },
      secrets: databaseSecrets(data),
      logGroup: this.logGroup('Log', `/${this.prefix}/migrate`, key),
      isServer: false,
    });
    this.task = made.task;
    this.role = made.role;
    new CfnOutput(this, 'TaskDefinition', { value: made.task.taskDefinitionArn });
  }
}
