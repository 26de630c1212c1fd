import { handler as told } from '../handlers/instance-terminating.js';
import { functionOf } from './function-of.js';

/** Instances of the Auto Scaling group that are about to go. */
export const handler = functionOf(() => told);
