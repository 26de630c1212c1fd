import { at, type Json, list, type Resource, type Templates, text } from './templates.js';

/** What each role may do at the very most; what is not here may do nothing. Written by hand, not by looking. */
const queueOf = [
  'sqs:ChangeMessageVisibility',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
  'sqs:GetQueueUrl',
  'sqs:ReceiveMessage',
];
const log = ['logs:CreateLogStream', 'logs:PutLogEvents'];
const secrets = ['kms:Decrypt', 'secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'];
const pull = [
  'ecr:BatchCheckLayerAvailability',
  'ecr:BatchGetImage',
  'ecr:GetAuthorizationToken',
  'ecr:GetDownloadUrlForLayer',
];
const worker = [...queueOf, ...log, ...secrets];
const key = ['kms:DescribeKey', 'kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];
const read = ['s3:GetBucket*', 's3:GetObject*', 's3:List*'];
const write = [
  's3:Abort*',
  's3:DeleteObject*',
  's3:PutObject',
  's3:PutObjectLegalHold',
  's3:PutObjectRetention',
  's3:PutObjectTagging',
  's3:PutObjectVersionTagging',
];
const reports = [
  'codebuild:BatchPutCodeCoverages',
  'codebuild:BatchPutTestCases',
  'codebuild:CreateReport',
  'codebuild:CreateReportGroup',
  'codebuild:UpdateReport',
];
const project = [...log, 'logs:CreateLogGroup', ...reports, ...read, ...key];
const startBuild = ['codebuild:BatchGetBuilds', 'codebuild:StartBuild', 'codebuild:StopBuild'];
const stackAction = [
  'cloudformation:CreateStack',
  'cloudformation:DescribeStack*',
  'cloudformation:GetStackPolicy',
  'cloudformation:GetTemplate*',
  'cloudformation:SetStackPolicy',
  'cloudformation:UpdateStack',
  'cloudformation:ValidateTemplate',
  'iam:PassRole',
  ...read,
  ...key,
];

export const allowed: Record<string, readonly string[]> = {
  'Api/ExecutionRole': [...pull, ...log, ...secrets],
  'Migration/ExecutionRole': [...pull, ...log, ...secrets],
  'Api/TaskRole': [
    's3:DeleteObject',
    's3:GetObject',
    's3:ListBucket',
    's3:PutObject',
    'ses:GetSendQuota',
    'ses:SendRawEmail',
    'ses:SendTemplatedEmail',
    'sqs:DeleteMessage',
    'sqs:ReceiveMessage',
    'sqs:SendMessage',
  ],
  'Migration/TaskRole': [],
  'Api/SmokeRole': [
    ...log,
    'ec2:AssignPrivateIpAddresses',
    'ec2:CreateNetworkInterface',
    'ec2:DeleteNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:UnassignPrivateIpAddresses',
  ],
  'Api/ServiceSmokeHookRole': ['lambda:InvokeFunction'],
  'Api/ServiceMainAlternateRole': [],
  'Api/ServicePollingAlternateRole': [],
  'Api/RotatedRole': [
    'ecs:updateService',
    'logs:CreateLogDelivery',
    'logs:DeleteLogDelivery',
    'logs:DescribeLogGroups',
    'logs:DescribeResourcePolicies',
    'logs:GetLogDelivery',
    'logs:ListLogDeliveries',
    'logs:PutResourcePolicy',
    'logs:UpdateLogDelivery',
    'xray:GetSamplingRules',
    'xray:GetSamplingTargets',
    'xray:PutTelemetryRecords',
    'xray:PutTraceSegments',
  ],
  'Api/RotatedEventsRole': ['states:StartExecution'],
  'Work/WordsRole': worker,
  'Work/SentimentRole': worker,
  'Work/PictureRole': [...worker, 's3:GetObject', 's3:PutObject', 's3:ListBucket'],
  'Work/ExternalEventRole': worker,
  'Work/DeploymentRole': worker,
  'Work/TerminatingRole': [...log, ...secrets, 'autoscaling:CompleteLifecycleAction', 'sqs:SendMessage'],
  'Work/SpeakRole': [...log, ...secrets, 'polly:SynthesizeSpeech', 's3:GetObject', 's3:PutObject', 's3:ListBucket'],
  'Network/VpcRejectedIAMRole': [...log, 'logs:DescribeLogStreams'],
  'Capacity/InstanceRole': [
    ...log,
    'ecr:GetAuthorizationToken',
    'ecs:DeregisterContainerInstance',
    'ecs:DiscoverPollEndpoint',
    'ecs:Poll',
    'ecs:RegisterContainerInstance',
    'ecs:StartTelemetrySession',
    'ecs:Submit*',
  ],
  'Alarms/SlackConfigurationRole': [],
  'Pipeline/PipelineRole': [
    'codeconnections:UseConnection',
    'codestar-connections:UseConnection',
    'sts:AssumeRole',
    ...read,
    ...write,
    ...key,
  ],
  'Pipeline/PipelineSourcePushCodePipelineActionRole': [
    'codestar-connections:UseConnection',
    's3:PutObjectAcl',
    's3:PutObjectVersionAcl',
    ...read,
    ...write,
    ...key,
  ],
  'Pipeline/PipelineTestEverythingCodePipelineActionRole': startBuild,
  'Pipeline/PipelineBuildImageCodePipelineActionRole': startBuild,
  'Pipeline/PipelineScanFindingsCodePipelineActionRole': startBuild,
  'Pipeline/PipelineMigrateSchemaCodePipelineActionRole': startBuild,
  'Pipeline/PipelineWebFilesCodePipelineActionRole': startBuild,
  'Pipeline/PipelineMigrateTaskCodePipelineActionRole': stackAction,
  'Pipeline/PipelineDeployFunctionsCodePipelineActionRole': stackAction,
  'Pipeline/PipelineDeployNodesCodePipelineActionRole': stackAction,
  'Pipeline/ProjectstestRole': project,
  'Pipeline/ProjectsbuildRole': [
    ...project,
    ...write,
    ...pull,
    'ecr:CompleteLayerUpload',
    'ecr:InitiateLayerUpload',
    'ecr:PutImage',
    'ecr:UploadLayerPart',
    's3:GetObject',
    's3:ListBucket',
  ],
  'Pipeline/ProjectsscanRole': [...project, 'ecr:DescribeImageScanFindings', 'ecr:DescribeImages'],
  'Pipeline/ProjectsmigrateRole': [...project, 'ecs:DescribeTasks', 'ecs:RunTask', 'iam:PassRole'],
  'Pipeline/ProjectswebRole': [...project, ...write, 'cloudfront:CreateInvalidation', 'cloudfront:GetInvalidation'],
  'Pipeline/Deployer': [
    'application-autoscaling:*ScalableTarget*',
    'application-autoscaling:*ScalingPolic*',
    'cloudwatch:DescribeAlarms',
    'cloudwatch:PutMetricAlarm',
    'cloudwatch:TagResource',
    'ecs:DeregisterTaskDefinition',
    'ecs:DescribeServiceDeployments',
    'ecs:DescribeServices',
    'ecs:DescribeTaskDefinition',
    'ecs:ListServiceDeployments',
    'ecs:RegisterTaskDefinition',
    'ecs:StopServiceDeployment',
    'ecs:TagResource',
    'ecs:UpdateService',
    'iam:GetRole',
    'iam:GetRolePolicy',
    'iam:PassRole',
    'lambda:GetFunction',
    'lambda:ListTags',
    'lambda:TagResource',
    'lambda:UpdateFunctionCode',
    'lambda:UpdateFunctionConfiguration',
    'logs:DescribeLogGroups',
    'logs:PutRetentionPolicy',
    'logs:TagResource',
    's3:GetObject',
    'ssm:GetParameters',
  ],
};

/** One right of a role. */
export interface Right {
  role: string;
  action: string;
  resource: string;
  condition: string;
}

const nameOf = ({ concern, id }: Pick<Resource, 'concern' | 'id'>) => `${concern}/${id.replace(/[0-9A-F]{8}$/, '')}`;

export function rolesOf(t: Templates): string[] {
  return t.all('AWS::IAM::Role').map(nameOf);
}

/** Every right of every role, one by one. */
export function rightsOf(t: Templates): Right[] {
  const policies = t.all('AWS::IAM::Policy').flatMap((policy) =>
    list(policy.properties['Roles']).map((role) => ({
      role: nameOf({ concern: policy.concern, id: String(at(role, 'Ref')) }),
      document: policy.properties['PolicyDocument'],
    })),
  );
  const inline = t
    .all('AWS::IAM::Role')
    .flatMap((role) =>
      list(role.properties['Policies']).map((one) => ({ role: nameOf(role), document: at(one, 'PolicyDocument') })),
    );
  return [...policies, ...inline].flatMap(({ role, document }) => statementsOf(role, document));
}

function statementsOf(role: string, document: Json | undefined): Right[] {
  return list(at(document, 'Statement')).flatMap((statement) =>
    list(at(statement, 'Action')).flatMap((action) =>
      list(at(statement, 'Resource')).map((resource) => ({
        role,
        action: String(action),
        resource: typeof resource === 'string' ? resource : text(resource),
        condition: text(at(statement, 'Condition')),
      })),
    ),
  );
}
