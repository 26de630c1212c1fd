/** What a picture shows, by the type of the resource; several of one kind and concern are one box with a number. */
const shown: Record<string, string> = {
  'AWS::CloudFront::Distribution': 'CloudFront',
  'AWS::S3::Bucket': 'S3 bucket',
  'AWS::WAFv2::WebACL': 'WAF',
  'AWS::ElasticLoadBalancingV2::LoadBalancer': 'Load balancer',
  'AWS::ElasticLoadBalancingV2::TargetGroup': 'Target group',
  'AWS::ECS::Cluster': 'ECS cluster',
  'AWS::ECS::Service': 'ECS service',
  'AWS::ECS::TaskDefinition': 'Task definition',
  'AWS::AutoScaling::AutoScalingGroup': 'Auto Scaling group',
  'AWS::RDS::DBInstance': 'PostgreSQL',
  'AWS::ElastiCache::ReplicationGroup': 'Valkey',
  'AWS::ECR::Repository': 'Image registry',
  'AWS::SecretsManager::Secret': 'Secret',
  'AWS::SES::EmailIdentity': 'SES identity',
  'AWS::SNS::Topic': 'Topic',
  'AWS::SQS::Queue': 'Queue',
  'AWS::Lambda::Function': 'Function',
  'AWS::ApiGatewayV2::Api': 'HTTP API',
  'AWS::Events::EventBus': 'Event bus',
  'AWS::Events::Rule': 'Event rule',
  'AWS::StepFunctions::StateMachine': 'State machine',
  'AWS::CodePipeline::Pipeline': 'Pipeline',
  'AWS::CodeBuild::Project': 'Build project',
  'AWS::CloudWatch::Alarm': 'Alarm',
  'AWS::CloudWatch::Dashboard': 'Dashboard',
  'AWS::Budgets::Budget': 'Budget',
  'AWS::EC2::VPC': 'VPC',
  'AWS::EC2::NatGateway': 'NAT gateway',
  'AWS::Route53::HostedZone': 'Private zone',
  'AWS::CertificateManager::Certificate': 'Certificate',
};

/** One resource of a template. */
export interface Drawn {
  concern: string;
  id: string;
  type: string;
  /** All its properties as one text. */
  text: string;
  /** The name of the export of another stack → the concern that it comes from. */
  imports: string[];
}

/** A diagram of what was made, in the language of Mermaid: stacks, what is in them, and who needs what of whom. */
export function drawDiagram(resources: readonly Drawn[]): string {
  const concerns = [...new Set(resources.map(({ concern }) => concern))];
  const lines = ['flowchart LR'];
  for (const concern of concerns) {
    const counted = new Map<string, number>();
    for (const { type } of resources.filter((one) => one.concern === concern)) {
      const label = shown[type];
      if (label !== undefined) counted.set(label, (counted.get(label) ?? 0) + 1);
    }
    if (counted.size === 0) continue;
    const labels = [...counted].sort(([left], [right]) => (left < right ? -1 : 1));
    const words = labels.map(([label, count]) => (count === 1 ? label : `${count} × ${label}`));
    lines.push(`  ${concern}["<b>${concern}</b><br/>${words.join('<br/>')}"]`);
  }
  lines.push(...drawNeeds(resources));
  return `${lines.join('\n')}\n`;
}

/** Arrows from who needs to what is needed; the key and the topic of the operators, which all have, are left out. */
function drawNeeds(resources: readonly Drawn[]): string[] {
  const needs = new Set<string>();
  for (const { concern, imports } of resources)
    for (const other of imports)
      if (other !== concern && other !== 'Operations') needs.add(`  ${concern} --> ${other}`);
  return [...needs].sort();
}
