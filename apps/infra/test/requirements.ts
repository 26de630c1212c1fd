/**
 * Rows of the requirements marked O that no construct of this app answers, and what does. The texts are in `requirements.json`;
 * a test sees to it that every row is in a rule of `rules.ts` or here.
 */
export const elsewhere: Record<string, string> = {
  'S0-09': 'docker-compose.yml and ops/nginx; on AWS the load balancer is the proxy and nodes have no public address',
  'S3-14': 'ECS is the orchestrator; docker-compose.yml for one machine',
  'S3-15':
    'npm run topology and docker-compose.yml start two nodes behind nginx; no peer list is needed, nodes meet in Valkey',
};
