import { Duration } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { acknowledge, type ChatStack, hostsOf } from './chat-stack.js';
import { infraRoot } from './product.js';
import type { ReleaseParts } from './release-parts.js';

export const buildspecs = ['test', 'build', 'scan', 'migrate', 'web'] as const;
export type Buildspec = (typeof buildspecs)[number];
export type Projects = Record<Buildspec, codebuild.PipelineProject>;

/** A build's commands, from `buildspecs/`. */
export function readBuildspec(name: Buildspec): Record<string, unknown> {
  return parse(readFileSync(new URL(`buildspecs/${name}.yml`, infraRoot), 'utf8'));
}

const arm = codebuild.LinuxArmBuildImage.AMAZON_LINUX_2023_STANDARD_3_0;

type Make = (
  name: Buildspec,
  environmentVariables?: Record<string, string>,
  environment?: codebuild.BuildEnvironment,
) => codebuild.PipelineProject;

/** How every machine is made; small ones, unless a step says otherwise. */
function projectMaker(stack: ChatStack, key: IKey): Make {
  const scope = new Construct(stack, 'Projects');
  return (
    name,
    environmentVariables = {},
    environment = { buildImage: arm, computeType: codebuild.ComputeType.SMALL },
  ) =>
    new codebuild.PipelineProject(scope, name, {
      projectName: `${stack.prefix}-${name}`,
      buildSpec: codebuild.BuildSpec.fromObjectToYaml(readBuildspec(name)),
      environment,
      environmentVariables: Object.fromEntries(
        Object.entries(environmentVariables).map(([variable, value]) => [variable, { value }]),
      ),
      encryptionKey: key,
      logging: { cloudWatch: { logGroup: stack.logGroup(`${name}-log`, `/${stack.prefix}/build/${name}`, key) } },
      timeout: Duration.minutes(60),
    });
}

/** The machines of the pipeline, each with the rights of its own step. */
export function addProjects(stack: ChatStack, parts: ReleaseParts): Projects {
  const { operations, data, web, network, capacity, migration } = parts;
  const make = projectMaker(stack, operations.key);
  const registry = { REPOSITORY: data.images.repositoryUri, REPOSITORY_NAME: data.images.repositoryName };
  const projects: Projects = {
    // Tests start Chromium, nginx and Redis of the distribution, which this image has and the other one has not.
    test: make(
      'test',
      {},
      { buildImage: codebuild.LinuxBuildImage.STANDARD_7_0, computeType: codebuild.ComputeType.MEDIUM },
    ),
    // The one that makes an image, and therefore the only one with a Docker of its own.
    build: make(
      'build',
      { ...registry, STAGE: stack.stage.name, API_URL: `https://${hostsOf(stack.stage).api}` },
      { buildImage: arm, computeType: codebuild.ComputeType.MEDIUM, privileged: true },
    ),
    scan: make('scan', registry),
    migrate: make('migrate', {
      CLUSTER: capacity.cluster.clusterName,
      FAMILY: migration.task.family,
      SUBNETS: network.vpc.privateSubnets.map(({ subnetId }) => subnetId).join(','),
      GROUP: network.groups.callers.securityGroupId,
    }),
    web: make('web', { BUCKET: web.siteBucket.bucketName, DISTRIBUTION: web.site.distributionId }),
  };
  grant(stack, projects, parts);
  return projects;
}

function grant(stack: ChatStack, { build, scan, migrate, web }: Projects, parts: ReleaseParts): void {
  const { data, capacity, migration } = parts;
  const allow = (
    project: codebuild.PipelineProject,
    actions: string[],
    resources: string[],
    conditions?: Record<string, unknown>,
  ) => project.addToRolePolicy(new PolicyStatement({ actions, resources, ...(conditions && { conditions }) }));
  allow(scan, ['ecr:DescribeImages', 'ecr:DescribeImageScanFindings'], [data.images.repositoryArn]);
  const { account, region, prefix } = stack;
  data.images.grantPullPush(build);
  const assets = `arn:aws:s3:::cdk-hnb659fds-assets-${stack.account}-${stack.region}`;
  allow(build, ['s3:PutObject', 's3:GetObject'], [`${assets}/*`]);
  allow(build, ['s3:ListBucket'], [assets]);
  allow(migrate, ['ecs:RunTask'], [`arn:aws:ecs:${region}:${account}:task-definition/${prefix}-migrate:*`], {
    ArnEquals: { 'ecs:cluster': capacity.cluster.clusterArn },
  });
  allow(migrate, ['ecs:DescribeTasks'], [`arn:aws:ecs:${region}:${account}:task/${prefix}/*`]);
  const passed = [migration.role.roleArn, migration.task.executionRole?.roleArn ?? migration.role.roleArn];
  allow(migrate, ['iam:PassRole'], passed, { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } });
  parts.web.siteBucket.grantReadWrite(web);
  allow(
    web,
    ['cloudfront:CreateInvalidation', 'cloudfront:GetInvalidation'],
    [`arn:aws:cloudfront::${account}:distribution/${parts.web.site.distributionId}`],
  );
  acknowledge(build, {
    CB3: 'An image is built here: Docker needs it, and only commits that passed every test come here.',
  });
}
