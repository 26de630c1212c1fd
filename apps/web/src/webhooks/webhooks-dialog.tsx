import { type CreatedWebhook, limits, type Room } from '@tertulia/contract';
import { useMemo, useState } from 'react';
import type { HttpRequests } from '../api/http-requests.js';
import { WebhookClient } from '../api/webhook-client.js';
import { useLocale } from '../i18n/locale-context.js';
import { useWebhookTexts } from '../i18n/webhook-texts.js';
import { Modal } from '../ui/modal.js';
import { MadeWebhook } from './made-webhook.js';
import { NewWebhook } from './new-webhook.js';
import { useWebhooks, type WebhookGateway } from './use-webhooks.js';
import { WebhookItems } from './webhook-items.js';
import './webhooks.css';

interface Props {
  room: Room;
  http: HttpRequests;
  onClose: () => void;
}

/** The addresses at which other programs post to a room, for its owner. */
export function WebhooksDialog({ room, http, onClose }: Props) {
  const gateway = useMemo(() => new WebhookClient(http, room.id), [http, room.id]);
  return <WebhooksView gateway={gateway} isArchived={room.archivedAt !== null} onClose={onClose} />;
}

interface ViewProps {
  gateway: WebhookGateway;
  isArchived: boolean;
  onClose: () => void;
}

/** The same with any server behind it. */
export function WebhooksView({ gateway, isArchived, onClose }: ViewProps) {
  const { t } = useLocale();
  const say = useWebhookTexts();
  const { items, failure, reload, create, revoke } = useWebhooks(gateway);
  const [made, setMade] = useState<CreatedWebhook>();
  const isFull = (items?.length ?? 0) >= limits.webhooksPerRoom;
  return (
    <Modal title={t('incomingWebhooks')} closeLabel={t('close')} onClose={onClose}>
      <p className="form-note">{say('intro')}</p>
      {failure && (
        <p className="webhooks-state" role="alert">
          {say('failed', { reason: t(`error_${failure}`) })}
          <button type="button" className="text-button" onClick={reload}>
            {t('tryAgain')}
          </button>
        </p>
      )}
      {!failure && !items && (
        <p className="webhooks-state" role="status">
          {say('loading')}
        </p>
      )}
      {items?.length === 0 && <p className="webhooks-state">{say('none')}</p>}
      {items && (
        <WebhookItems
          items={items}
          onRevoke={async (webhook) => {
            await revoke(webhook);
            if (made?.id === webhook.id) setMade(undefined);
          }}
        />
      )}
      {made && <MadeWebhook key={made.id} webhook={made} />}
      {items && isFull && <p className="form-note">{say('full', { count: limits.webhooksPerRoom })}</p>}
      {items && !isFull && !isArchived && (
        <NewWebhook isFirst={!made} onCreate={async (name) => setMade(await create(name))} />
      )}
      {isArchived && <p className="form-note">{t('archivedHint')}</p>}
    </Modal>
  );
}
