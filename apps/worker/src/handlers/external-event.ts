import { pino } from 'pino';
import { AlertDesk, type AlertParts } from '../alerts/alert-desk.js';
import { readExternal } from '../alerts/external-alerts.js';
import { postJson } from '../alerts/post-json.js';
import { readTargets } from '../alerts/targets.js';
import { type BridgeHandler, makeBridgeHandler, once } from './bridge.js';

/** Events of monitors and identity providers → rooms of this chat. */
export function makeExternalEventHandler(parts: AlertParts): BridgeHandler {
  const desk = new AlertDesk(parts);
  return makeBridgeHandler(parts.log, async (event) => {
    const alert = readExternal(event);
    if (alert) await desk.tell(alert);
    else parts.log.info({ eventId: event.id, source: event.source }, 'A routine event was passed over.');
  });
}

/** As a Lambda, with what the environment says. */
export const handler = once(() =>
  makeExternalEventHandler({
    targets: readTargets(process.env, ['tertulia']),
    post: postJson,
    log: pino({ name: 'external-event' }),
  }),
);
