/** A finding about rights that is accepted: where, which, and why there is nothing narrower. */
export interface Accepted {
  /** Path of the construct below its stack. */
  where: RegExp;
  finding: RegExp;
  reason: string;
}

const ofBucket = (path: string) => new RegExp(`^IAM5\\[Resource::[\\w:-]*MediaBucket\\w+/${path}/\\*\\]$`);
const PIPELINE = /^Pipeline\/(Pipeline|Projects)\//;

/**
 * Wildcards in rights, and lists of rights that AWS keeps. Everything that is not here is refused when the templates are made;
 * an entry that nothing needs any more is refused by a test.
 */
export const acceptedFindings: readonly Accepted[] = [
  {
    where: /^(Api\/TaskRole|Work\/Picture)\//,
    finding: ofBucket('pending'),
    reason: 'What people send and nobody has looked at: names are made at run time, the prefix is the right.',
  },
  {
    where: /^(Api\/TaskRole|Work\/Picture)\//,
    finding: ofBucket('media'),
    reason: 'Finished pictures: names are made of their content, the prefix is the right.',
  },
  {
    where: /^(Api\/TaskRole|Work\/Speak)\//,
    finding: ofBucket('speech'),
    reason: 'Spoken messages: names are made of their words, the prefix is the right.',
  },
  {
    where: /^Api\/TaskRole\//,
    finding: /^IAM5\[Resource::arn:aws:ses:.*:template\/tertulia-\*\]$/,
    reason: 'Our own stored letters, six of them, sent in one name alone by a condition.',
  },
  {
    where: /^Api\/TaskRole\//,
    finding: /^IAM5\[Resource::\*\]$/,
    reason: 'ses:GetSendQuota knows no resource; it reads three numbers.',
  },
  {
    where: /^(Api|Migration)\/ExecutionRole\//,
    finding: /^IAM5\[Resource::\*\]$/,
    reason: 'ecr:GetAuthorizationToken knows no resource; images are pulled from one repository by name.',
  },
  {
    where: /^Api\/Service\/(Main|Polling)AlternateRole\//,
    finding: /^IAM4\[.*AmazonECSInfrastructureRolePolicyForLoadBalancers\]$/,
    reason:
      'What ECS does to listeners during a deployment; AWS keeps the list together with the service that uses it.',
  },
  {
    where: /^Api\/Service\/SmokeHookRole\//,
    finding: /^IAM5\[Resource::<SmokeFunction\w+\.Arn>:\*\]$/,
    reason: 'ECS may call the one function of the smoke test in whichever version.',
  },
  {
    where: /^Api\/Smoke\/Role\//,
    finding: /^IAM5\[Resource::\*\]$/,
    reason: 'Network interfaces of a function in a network: EC2 names none before they are made.',
  },
  {
    where: /^Api\/Rotated\/Role\//,
    finding: /^IAM5\[Resource::\*\]$/,
    reason: 'Traces, and the delivery of the log of a state machine: neither service knows a resource for it.',
  },
  {
    where: /^Work\/Speak\/Role\//,
    finding: /^IAM5\[Resource::\*\]$/,
    reason: 'polly:SynthesizeSpeech with the voices of Amazon knows no resource; the action is all that can be named.',
  },
  {
    where: /^Work\/Terminating\/Role\//,
    finding: /^IAM5\[Resource::arn:aws:autoscaling:.*autoScalingGroupName\/tertulia-[a-z0-9-]+\]$/,
    reason: 'The id within the name of a group is made by AWS; the name is ours.',
  },
  {
    where: PIPELINE,
    finding: /^IAM5\[Action::s3:(Abort|DeleteObject|GetBucket|GetObject|List)\*\]$/,
    reason:
      'As the CDK grants the use of the one bucket of artefacts, or of the web app’s files: families of reads and writes.',
  },
  {
    where: PIPELINE,
    finding: /^IAM5\[Resource::(<Artifacts\w+\.Arn>|[\w:-]*SiteBucket\w+)\/\*\]$/,
    reason: 'Objects of the one bucket of artefacts, and of the web app’s files for the step that uploads them.',
  },
  {
    where: PIPELINE,
    finding: /^IAM5\[Action::kms:(ReEncrypt|GenerateDataKey)\*\]$/,
    reason: 'The two families of one key with which builds encrypt what they hand on.',
  },
  {
    where: PIPELINE,
    finding:
      /^IAM5\[Resource::arn:<AWS::Partition>:(logs|codebuild):.*(log-group|report-group)\/?.*<Projects\w+>(:|-)\*\]$/,
    reason: 'Streams and reports of the project itself, named by CodeBuild at run time.',
  },
  {
    where: /^Pipeline\/Projects\/build\/Role\//,
    finding: /^IAM5\[Resource::\*\]$/,
    reason: 'ecr:GetAuthorizationToken knows no resource; images are pushed to one repository by name.',
  },
  {
    where: /^Pipeline\/Projects\/build\/Role\//,
    finding: /^IAM5\[Resource::arn:aws:s3:::cdk-hnb659fds-assets-.*\/\*\]$/,
    reason: 'Functions are kept under names made of their content, in the one bucket that the CDK has for them.',
  },
  {
    where: /^Pipeline\/Projects\/migrate\/Role\//,
    finding:
      /^IAM5\[Resource::arn:aws:ecs:.*:(task-definition\/tertulia-[a-z0-9-]+-migrate:|task\/tertulia-[a-z0-9-]+\/)\*\]$/,
    reason: 'Each commit makes a new revision of the one definition, and each run a task in the one cluster.',
  },
  {
    where: /^Pipeline\/Pipeline\/(Migrate|Deploy)\//,
    finding:
      /^IAM5\[(Action::cloudformation:(GetTemplate|DescribeStack)\*|Resource::arn:<AWS::Partition>:cloudformation:.*:stack\/Tertulia-[\w-]+\/\*)\]$/,
    reason: 'One stack by its name; the id behind it is made by CloudFormation.',
  },
  {
    where: /^Pipeline\/Deployer\//,
    finding: /^IAM5\[(Action::application-autoscaling:.*|Resource::\*)\]$/,
    reason: 'Definitions of tasks and scaling of services know no resource.',
  },
  {
    where: /^Pipeline\/Deployer\//,
    finding:
      /^IAM5\[Resource::arn:aws:(iam|ecs|cloudwatch|lambda|logs|s3|sqs|events|apigateway|kms|autoscaling):.*\*\]$/,
    reason: 'By the names that this app gives; what a release makes anew has its whole name only afterwards.',
  },
  {
    where: /^Capacity\/InstanceRole\//,
    finding: /^IAM4\[.*AmazonSSMManagedInstanceCore\]$/,
    reason: 'Sessions of operators without SSH, a key or an open port; AWS keeps the list of what its agent needs.',
  },
  {
    where: /^Capacity\/InstanceRole\//,
    finding: /^IAM5\[(Action::ecs:Submit\*|Resource::\*)\]$/,
    reason: 'What the agent of ECS asks for, as the CDK writes it: some of its actions know no resource.',
  },
];
