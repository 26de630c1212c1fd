import { type App, Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as pipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { logBucket, keepBucket } from './buckets.js';
import { addProjects, type Projects } from './build-projects.js';
import { ChatStack } from './chat-stack.js';
import { addDeployer } from './deployer.js';
import { addStackAction } from './stack-action.js';
import type { ReleaseParts } from './release-parts.js';
import type { Stage } from './stage.js';

/**
 * From a push to people: tests, image, scan, schema, new nodes beside the old ones, and at last the web app, which may already
 * need what the new nodes can. What fails stops everything behind it.
 */
export class PipelineStack extends ChatStack {
  readonly pipeline: pipeline.Pipeline;
  private readonly source = new pipeline.Artifact('Source');
  private readonly built = new pipeline.Artifact('Built');

  constructor(
    app: App,
    stage: Stage,
    private readonly parts: ReleaseParts,
  ) {
    super(app, 'Pipeline', stage);
    const artifacts = keepBucket(
      this,
      'Artifacts',
      logBucket(this, 'Logs'),
      RemovalPolicy.DESTROY,
      parts.operations.key,
    );
    artifacts.addLifecycleRule({ expiration: Duration.days(30) });
    this.pipeline = new pipeline.Pipeline(this, 'Pipeline', {
      pipelineName: this.prefix,
      pipelineType: pipeline.PipelineType.V2,
      executionMode: pipeline.ExecutionMode.QUEUED,
      artifactBucket: artifacts,
      crossAccountKeys: false,
      restartExecutionOnUpdate: false,
    });
    const projects = addProjects(this, parts);
    this.addSource();
    this.addTestAndBuild(projects);
    this.addRelease(projects);
  }

  private addSource(): void {
    const { connectionArn, repository, branch } = this.stage.source;
    const [owner = '', repo = ''] = repository.split('/');
    const action = new actions.CodeStarConnectionsSourceAction({
      actionName: 'Push',
      connectionArn,
      owner,
      repo,
      branch,
      output: this.source,
      variablesNamespace: 'Push',
    });
    this.pipeline.addStage({ stageName: 'Source', actions: [action] });
  }

  private addTestAndBuild(projects: Projects): void {
    const build = (
      actionName: string,
      project: codebuild.IProject,
      input: pipeline.Artifact,
      outputs: pipeline.Artifact[] = [],
    ) =>
      new actions.CodeBuildAction({
        actionName,
        project,
        input,
        outputs,
        environmentVariables: { COMMIT: { value: '#{Push.CommitId}' } },
      });
    this.pipeline.addStage({ stageName: 'Test', actions: [build('Everything', projects.test, this.source)] });
    this.pipeline.addStage({
      stageName: 'Build',
      actions: [build('Image', projects.build, this.source, [this.built])],
    });
    this.pipeline.addStage({ stageName: 'Scan', actions: [build('Findings', projects.scan, this.source)] });
  }

  private addRelease(projects: Projects): void {
    const { migration, work, api } = this.parts;
    const deployer = addDeployer(this);
    const deploy = (actionName: string, stack: ChatStack, runOrder: number, hasImage = true) =>
      addStackAction({ actionName, stack, runOrder, input: this.built, deployer, hasImage });
    const run = (actionName: string, project: codebuild.IProject, runOrder: number) =>
      new actions.CodeBuildAction({
        actionName,
        project,
        input: this.built,
        runOrder,
        environmentVariables: { COMMIT: { value: '#{Push.CommitId}' } },
      });
    this.pipeline.addStage({
      stageName: 'Migrate',
      actions: [deploy('Task', migration, 1), run('Schema', projects.migrate, 2)],
    });
    // CloudFormation waits for ECS: for the smoke test, the shift of the traffic and the time in which it can be taken back.
    this.pipeline.addStage({
      stageName: 'Deploy',
      actions: [deploy('Functions', work, 1, false), deploy('Nodes', api, 2)],
    });
    this.pipeline.addStage({ stageName: 'Web', actions: [run('Files', projects.web, 1)] });
    const mayPassOn = new PolicyStatement({
      actions: ['codeconnections:UseConnection', 'codestar-connections:UseConnection'],
      resources: [this.stage.source.connectionArn],
      conditions: {
        'ForAllValues:StringEquals': {
          'codestar-connections:FullRepositoryId': this.stage.source.repository,
          'codeconnections:FullRepositoryId': this.stage.source.repository,
        },
      },
    });
    this.pipeline.addToRolePolicy(mayPassOn);
  }
}
