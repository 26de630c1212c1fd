import * as z from 'zod';
import { type Alert, consoleLink, type Severity, toAlert, toLink } from './alert.js';
import { type BridgeEvent, readDetail, UnknownEvent } from './bridge-event.js';

/** Source: CodePipeline user guide, "Monitoring CodePipeline events". */
const pipelineSchema = z.object({
  pipeline: z.string(),
  'execution-id': z.string(),
  stage: z.string().optional(),
  action: z.string().optional(),
  state: z.string(),
  'execution-result': z
    .object({ 'external-execution-summary': z.string().optional(), 'error-code': z.string().optional() })
    .optional(),
});

/** Source: ECS developer guide, "Amazon ECS service deployment state change events". */
const ecsSchema = z.object({
  eventName: z.string(),
  deploymentId: z.string(),
  updatedAt: z.string().optional(),
  reason: z.string().optional(),
});

/** Source: CodeDeploy user guide, "Monitoring deployments with EventBridge". */
const deploySchema = z.object({
  application: z.string(),
  deploymentGroup: z.string(),
  deploymentId: z.string(),
  state: z.string(),
});

/** Source: CodeCommit user guide, "Monitoring CodeCommit events". */
const commitSchema = z.object({
  event: z.string(),
  repositoryName: z.string(),
  referenceType: z.string().optional(),
  referenceName: z.string().optional(),
  commitId: z.string().optional(),
});

const severities: Record<string, Severity> = {
  FAILED: 'critical',
  FAILURE: 'critical',
  SERVICE_DEPLOYMENT_FAILED: 'critical',
  CANCELED: 'warning',
  STOPPED: 'warning',
  STOP: 'warning',
  ABANDONED: 'warning',
  SUCCEEDED: 'good',
  SUCCESS: 'good',
  SERVICE_DEPLOYMENT_COMPLETED: 'good',
};

/**
 * What a pipeline, a deployment or a push to a repository says.
 * @throws {UnknownEvent} for any other event.
 */
export function readDeployment(event: BridgeEvent): Alert {
  switch (event['detail-type']) {
    case 'CodePipeline Pipeline Execution State Change':
    case 'CodePipeline Stage Execution State Change':
    case 'CodePipeline Action Execution State Change':
      return ofPipeline(event);
    case 'ECS Deployment State Change':
      return ofEcs(event);
    case 'CodeDeploy Deployment State-change Notification':
      return ofDeploy(event);
    case 'CodeCommit Repository State Change':
      return ofCommit(event);
    default:
      throw new UnknownEvent('No deployment has this detail-type.');
  }
}

function ofPipeline(event: BridgeEvent): Alert {
  const detail = readDetail(pipelineSchema, event);
  const { pipeline, stage, action, state } = detail;
  const result = detail['execution-result'];
  const part = [stage && `stage ${stage}`, action && `action ${action}`].filter(Boolean).join(', ');
  return made(event, state, {
    title: `Pipeline ${pipeline}${part && `, ${part}`}: ${state}`,
    facts: [
      ['Execution', detail['execution-id']],
      ['Reason', result?.['external-execution-summary']],
      ['Error', result?.['error-code']],
    ],
    link: consoleLink(event.region, `/codesuite/codepipeline/pipelines/${encodeURIComponent(pipeline)}/view`),
  });
}

function ofEcs(event: BridgeEvent): Alert {
  const { eventName, deploymentId, updatedAt, reason } = readDetail(ecsSchema, event);
  const [, cluster, service = 'a service'] = /service\/(?:([^/]+)\/)?([^/]+)$/.exec(event.resources[0] ?? '') ?? [];
  const path = `/ecs/v2/clusters/${encodeURIComponent(cluster ?? '')}/services/${encodeURIComponent(service)}`;
  return made(event, eventName, {
    title: `Deployment of ${service}: ${eventName.replace(/^SERVICE_DEPLOYMENT_/, '')}`,
    facts: [
      ['Cluster', cluster],
      ['Deployment', deploymentId],
      ['Reason', reason],
    ],
    since: updatedAt,
    link: cluster === undefined ? undefined : consoleLink(event.region, path),
  });
}

function ofDeploy(event: BridgeEvent): Alert {
  const { application, deploymentGroup, deploymentId, state } = readDetail(deploySchema, event);
  return made(event, state, {
    title: `Deployment of ${application}: ${state}`,
    facts: [
      ['Group', deploymentGroup],
      ['Deployment', deploymentId],
    ],
    link: consoleLink(event.region, `/codesuite/codedeploy/deployments/${encodeURIComponent(deploymentId)}`),
  });
}

function ofCommit(event: BridgeEvent): Alert {
  const {
    event: name,
    repositoryName,
    referenceType = 'reference',
    referenceName = '',
    commitId,
  } = readDetail(commitSchema, event);
  const path = `/codesuite/codecommit/repositories/${encodeURIComponent(repositoryName)}/commits`;
  return made(event, name, {
    title: `Repository ${repositoryName}, ${referenceType} ${referenceName}: ${name}`,
    facts: [['Commit', commitId]],
    link: consoleLink(event.region, path),
  });
}

interface Told {
  title: string;
  facts: [string, string | undefined][];
  since?: string | undefined;
  link: ReturnType<typeof toLink>;
}

function made(event: BridgeEvent, state: string, { title, facts, since, link }: Told): Alert {
  const instant = Date.parse(since ?? '');
  return toAlert({
    eventId: event.id,
    severity: severities[state] ?? 'info',
    title,
    facts: [...facts, ['Where', `${event.region}, account ${event.account}`]],
    since: new Date(Number.isNaN(instant) ? event.time : instant),
    link,
  });
}
