import { pino } from 'pino';
import { AlertDesk, type AlertParts } from '../alerts/alert-desk.js';
import { readDeployment } from '../alerts/deployment-alerts.js';
import { postJson } from '../alerts/post-json.js';
import { readTargets } from '../alerts/targets.js';
import { type BridgeHandler, makeBridgeHandler, once } from './bridge.js';

/** Pipelines, deployments and pushes → Slack, Google Chat and rooms of this chat. */
export function makeDeploymentHandler(parts: AlertParts): BridgeHandler {
  const desk = new AlertDesk(parts);
  return makeBridgeHandler(parts.log, (event) => desk.tell(readDeployment(event)));
}

/** As a Lambda, with what the environment says. */
export const handler = once(() =>
  makeDeploymentHandler({
    targets: readTargets(process.env, ['tertulia', 'slack', 'google-chat']),
    post: postJson,
    log: pino({ name: 'deployment' }),
  }),
);
