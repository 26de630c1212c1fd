import { type NodeDrain, nodeDrainSchema, SIGNATURE_HEADER } from '@tertulia/contract';
import { sign } from '../results/signature.js';

const TIMEOUT_MS = 5_000;

/** Orders to nodes of the chat. */
export interface NodeDrains {
  /** @throws {OrderRefused} when asking again is of no use; any other error may pass. */
  order(instanceId: string): Promise<NodeDrain['state']>;
  find(instanceId: string): Promise<NodeDrain['state']>;
}

/** The API understood and does not want to: the secret is wrong, or there is no such route. */
export class OrderRefused extends Error {
  override name = 'OrderRefused';
}

/** Orders over the API, signed; no redirect is followed. */
export class HttpNodeDrains implements NodeDrains {
  constructor(
    private readonly apiUrl: string,
    private readonly secret: string,
  ) {}

  order(instanceId: string): Promise<NodeDrain['state']> {
    return this.ask('POST', instanceId);
  }

  find(instanceId: string): Promise<NodeDrain['state']> {
    return this.ask('GET', instanceId);
  }

  private async ask(method: 'POST' | 'GET', instanceId: string): Promise<NodeDrain['state']> {
    const path = `/api/internal/nodes/${instanceId}/drain`;
    const answer = await fetch(new URL(path, this.apiUrl), {
      method,
      headers: { [SIGNATURE_HEADER]: sign(this.secret, `${method} ${path}`, new Date()) },
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (answer.ok) return nodeDrainSchema.parse(await answer.json()).state;
    await answer.body?.cancel();
    const isFinal = answer.status >= 400 && answer.status < 500 && answer.status !== 408 && answer.status !== 429;
    if (isFinal) throw new OrderRefused(`The API answered ${answer.status}.`);
    throw new Error(`The API answered ${answer.status}.`);
  }
}
