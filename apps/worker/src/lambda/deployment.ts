import { handler as told } from '../handlers/deployment.js';
import { functionOf } from './function-of.js';

/** Pipelines and deployments. */
export const handler = functionOf(() => told);
