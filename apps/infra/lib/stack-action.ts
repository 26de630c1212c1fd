import { CfnCapabilities } from 'aws-cdk-lib';
import type * as pipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { ChatStack } from './chat-stack.js';

interface StackAction {
  actionName: string;
  stack: ChatStack;
  runOrder: number;
  input: pipeline.Artifact;
  deployer: Role;
  hasImage: boolean;
}

/** Brings one stack to the template of this commit, with this commit's image; CloudFormation acts as the deployer alone. */
export function addStackAction({ actionName, stack, runOrder, input, deployer, hasImage }: StackAction) {
  return new actions.CloudFormationCreateUpdateStackAction({
    actionName,
    runOrder,
    stackName: stack.stackName,
    templatePath: input.atPath(stack.templateFile),
    ...(hasImage && { parameterOverrides: { ImageTag: '#{Push.CommitId}' } }),
    adminPermissions: false,
    deploymentRole: deployer,
    // Roles have names of ours, so that rights can be given by name.
    cfnCapabilities: [CfnCapabilities.NAMED_IAM],
  });
}
