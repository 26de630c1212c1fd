import { type CreatedWebhook, createdWebhookSchema, type Webhook, webhooksSchema } from '@tertulia/contract';
import type { HttpRequests } from './http-requests.js';

/** The part of the contract about the webhooks of a room, fetched with their dialog. Every method throws a `RequestError`. */
export class WebhookClient {
  constructor(
    private readonly http: HttpRequests,
    private readonly roomId: string,
  ) {}

  readonly list = async (): Promise<readonly Webhook[]> =>
    (await this.http.ask(webhooksSchema, { method: 'GET', path: this.path })).items;

  /** The address in the answer is told this one time. */
  readonly create = (name: string): Promise<CreatedWebhook> =>
    this.http.ask(createdWebhookSchema, { method: 'POST', path: this.path, body: { name } });

  readonly revoke = async (id: string): Promise<void> => {
    await this.http.send({ method: 'DELETE', path: `${this.path}/${id}` });
  };

  private get path(): string {
    return `/api/rooms/${this.roomId}/webhooks`;
  }
}
