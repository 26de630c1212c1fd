import type { CreatedWebhook, Webhook } from '@tertulia/contract';
import { useEffect, useState } from 'react';
import { type FailureCode, failureCode } from '../api/request-error.js';
import type { WebhookClient } from '../api/webhook-client.js';

/** What the dialog asks of the server. */
export type WebhookGateway = Pick<WebhookClient, 'list' | 'create' | 'revoke'>;

export interface WebhookList {
  /** Undefined until they are known. */
  items: readonly Webhook[] | undefined;
  failure: FailureCode | undefined;
  reload: () => void;
  /** Make one, or end one; both throw what the request failed with. */
  create: (name: string) => Promise<CreatedWebhook>;
  revoke: (webhook: Webhook) => Promise<void>;
}

/** The webhooks of a room, as they are after everything that was done here. */
export function useWebhooks(gateway: WebhookGateway): WebhookList {
  const [items, setItems] = useState<readonly Webhook[]>();
  const [failure, setFailure] = useState<FailureCode>();
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let isCurrent = true;
    gateway.list().then(
      (found) => isCurrent && setItems(found),
      (error: unknown) => isCurrent && setFailure(failureCode(error)),
    );
    return () => {
      isCurrent = false;
    };
  }, [gateway, attempt]);
  const reload = () => {
    setFailure(undefined);
    setAttempt((count) => count + 1);
  };
  const create = async (name: string) => {
    const made = await gateway.create(name);
    const { url: _url, ...listed } = made;
    setItems((known) => [...(known ?? []), listed]);
    return made;
  };
  const revoke = async ({ id }: Webhook) => {
    try {
      await gateway.revoke(id);
    } catch (error) {
      // Somebody else was faster; it is gone, as it was meant to be.
      if (failureCode(error) !== 'not_found') throw error;
    }
    setItems((known) => known?.filter((webhook) => webhook.id !== id));
  };
  return { items, failure, reload, create, revoke };
}
