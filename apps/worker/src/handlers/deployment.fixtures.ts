/*
 * Events as AWS documents them, whole. Sources: CodePipeline user guide, "Monitoring CodePipeline events"; ECS developer guide,
 * "Amazon ECS service deployment state change events"; CodeDeploy and CodeCommit user guides, their events for EventBridge.
 */

export const pipelineStarted = {
  version: '0',
  id: '01234567-EXAMPLE',
  'detail-type': 'CodePipeline Pipeline Execution State Change',
  source: 'aws.codepipeline',
  account: '123456789012',
  time: '2020-01-24T22:03:44Z',
  region: 'us-east-1',
  resources: ['arn:aws:codepipeline:us-east-1:123456789012:myPipeline'],
  detail: {
    pipeline: 'myPipeline',
    'execution-id': '12345678-1234-5678-abcd-12345678abcd',
    'start-time': '2023-10-26T13:49:39.208Z',
    'execution-trigger': {
      'trigger-type': 'StartPipelineExecution',
      'trigger-detail': 'arn:aws:sts::123456789012:assumed-role/Admin/my-user',
    },
    state: 'STARTED',
    version: 3,
    'pipeline-execution-attempt': 1,
  },
};

export const stageFailed = {
  version: '0',
  id: '01234567-EXAMPLE-2',
  'detail-type': 'CodePipeline Stage Execution State Change',
  source: 'aws.codepipeline',
  account: '123456789012',
  time: '2020-01-31T18:21:00Z',
  region: 'us-east-1',
  resources: ['arn:aws:codepipeline:us-east-1:123456789012:myPipeline'],
  detail: {
    pipeline: 'myPipeline',
    'execution-id': '12345678-1234-5678-abcd-12345678abcd',
    'start-time': '2023-10-26T13:51:09.981Z',
    stage: 'Deploy',
    state: 'FAILED',
    version: 3,
    'pipeline-execution-attempt': 0,
    'stage-execution-attempt': 0,
    failedActionCount: 1,
    failedActions: [{ action: 'Deploy', additionalInformation: 'Deployment <ID> failed' }],
  },
};

export const actionFailed = {
  version: '0',
  id: '01234567-EXAMPLE-3',
  'detail-type': 'CodePipeline Action Execution State Change',
  source: 'aws.codepipeline',
  account: '123456789012',
  time: '2020-01-31T18:11:00Z',
  region: 'us-east-1',
  resources: ['arn:aws:codepipeline:us-east-1:123456789012:myPipeline'],
  detail: {
    pipeline: 'myPipeline',
    'execution-id': '12345678-1234-5678-abcd-12345678abcd',
    'start-time': '2023-10-26T13:51:09.981Z',
    stage: 'Deploy',
    'execution-result': {
      'external-execution-url': 'https://us-east-1.console.aws.amazon.com/codedeploy/home?#/deployments/EXAMPLE',
      'external-execution-summary': 'Deployment EXAMPLE failed',
      'external-execution-id': 'EXAMPLE',
      'error-code': 'JobFailed',
    },
    action: 'Deploy',
    state: 'FAILED',
    region: 'us-east-1',
    type: { owner: 'AWS', provider: 'CodeDeploy', category: 'Deploy', version: '1' },
    version: 3,
    'pipeline-execution-attempt': 1,
  },
};

export const ecsInProgress = {
  version: '0',
  id: 'ddca6449-b258-46c0-8653-e0e3a6EXAMPLE',
  'detail-type': 'ECS Deployment State Change',
  source: 'aws.ecs',
  account: '111122223333',
  time: '2020-05-23T12:31:14Z',
  region: 'us-west-2',
  resources: ['arn:aws:ecs:us-west-2:111122223333:service/default/servicetest'],
  detail: {
    eventType: 'INFO',
    eventName: 'SERVICE_DEPLOYMENT_IN_PROGRESS',
    deploymentId: 'ecs-svc/123',
    updatedAt: '2020-05-23T11:11:11Z',
    reason: 'ECS deployment deploymentId in progress.',
  },
};

export const ecsFailed = {
  ...ecsInProgress,
  id: 'ddca6449-b258-46c0-8653-e0e3aEXAMPLE',
  detail: {
    eventType: 'ERROR',
    eventName: 'SERVICE_DEPLOYMENT_FAILED',
    deploymentId: 'ecs-svc/123',
    updatedAt: '2020-05-23T11:11:11Z',
    reason: 'ECS deployment circuit breaker: task failed to start.',
  },
};

export const codeDeploySucceeded = {
  account: '123456789012',
  region: 'us-east-1',
  'detail-type': 'CodeDeploy Deployment State-change Notification',
  source: 'aws.codedeploy',
  version: '0',
  time: '2016-06-30T22:06:31Z',
  id: 'c071bfbf-83c4-49ca-a6ff-3df053957145',
  resources: [
    'arn:aws:codedeploy:us-east-1:123456789012:application:myApplication',
    'arn:aws:codedeploy:us-east-1:123456789012:deploymentgroup:myApplication/myDeploymentGroup',
  ],
  detail: {
    instanceGroupId: '9fd2fbef-2157-40d8-91e7-6845af69e2d2',
    region: 'us-east-1',
    application: 'myApplication',
    deploymentId: 'd-123456789',
    state: 'SUCCESS',
    deploymentGroup: 'myDeploymentGroup',
  },
};

export const referenceUpdated = {
  version: '0',
  id: '01234567-EXAMPLE-4',
  'detail-type': 'CodeCommit Repository State Change',
  source: 'aws.codecommit',
  account: '123456789012',
  time: '2019-06-12T10:23:43Z',
  region: 'us-east-2',
  resources: ['arn:aws:codecommit:us-east-2:123456789012:MyDemoRepo'],
  detail: {
    event: 'referenceUpdated',
    repositoryName: 'MyDemoRepo',
    repositoryId: '12345678-1234-5678-abcd-12345678abcd',
    referenceType: 'branch',
    referenceName: 'myBranch',
    referenceFullName: 'refs/heads/myBranch',
    commitId: '7f0103fMERGE',
    oldCommitId: '3e5983DESTINATION',
    baseCommitId: '3e5a9bf1BASE',
    sourceCommitId: '26a8f2SOURCE',
    destinationCommitId: '3e5983DESTINATION',
    mergeOption: 'THREE_WAY_MERGE',
    conflictDetailsLevel: 'LINE_LEVEL',
    conflictResolutionStrategy: 'AUTOMERGE',
  },
};

/** The same shape with everything in it that somebody could hope to be read as more than text (N49). */
export const hostilePipeline = {
  ...stageFailed,
  id: 'hostile-1',
  detail: {
    ...stageFailed.detail,
    pipeline: 'x <!channel> <@U1> *bold* `code` @all <https://evil.test|bank> [a](https://evil.test) <users/all>',
    stage: '</b><script>alert(1)</script>\n> quote & "more"',
    'execution-id': '@here ＠all <!everyone> ~~x~~ \u202Egnp.exe\u0000',
  },
};
