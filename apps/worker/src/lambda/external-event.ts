import { handler as told } from '../handlers/external-event.js';
import { functionOf } from './function-of.js';

/** Monitors, alarms and identity providers. */
export const handler = functionOf(() => told);
