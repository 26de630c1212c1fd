import type { Webhook } from '@tertulia/contract';
import { useEffect, useRef, useState } from 'react';
import { failureCode } from '../api/request-error.js';
import { formatInstant } from '../i18n/format-time.js';
import { useLocale } from '../i18n/locale-context.js';
import { useWebhookTexts } from '../i18n/webhook-texts.js';

interface Props {
  items: readonly Webhook[];
  onRevoke: (webhook: Webhook) => Promise<void>;
}

/** The webhooks of a room, each with what is known of it and the way to end it. */
export function WebhookItems({ items, onRevoke }: Props) {
  const { t } = useLocale();
  const say = useWebhookTexts();
  const [news, setNews] = useState('');
  const list = useRef<HTMLUListElement>(null);
  const revoke = async (webhook: Webhook) => {
    try {
      await onRevoke(webhook);
      setNews(say('revoked', { name: webhook.name }));
      // The button that had the focus is gone with its row.
      list.current?.focus();
    } catch (failure) {
      setNews(say('notDone', { reason: t(`error_${failureCode(failure)}`) }));
    }
  };
  return (
    <>
      <ul ref={list} className="webhooks" aria-label={say('listLabel')} tabIndex={-1}>
        {items.map((webhook) => (
          <Item key={webhook.id} webhook={webhook} onRevoke={() => revoke(webhook)} />
        ))}
      </ul>
      <p className="webhooks-news" role="status">
        {news}
      </p>
    </>
  );
}

function Item({ webhook, onRevoke }: { webhook: Webhook; onRevoke: () => Promise<void> }) {
  const { locale } = useLocale();
  const say = useWebhookTexts();
  const [isAsking, setIsAsking] = useState(false);
  const { name, createdAt, lastUsedAt } = webhook;
  const used = lastUsedAt ? say('used', { when: formatInstant(locale, lastUsedAt) }) : say('unused');
  return (
    <li>
      <span className="webhook-name" dir="auto">
        {name}
      </span>
      <small>
        {say('created', { when: formatInstant(locale, createdAt) })} · {used}
      </small>
      {isAsking ? (
        <Question name={name} onRevoke={onRevoke} onCancel={() => setIsAsking(false)} />
      ) : (
        <button
          type="button"
          className="button webhook-revoke"
          aria-label={say('revokeName', { name })}
          onClick={() => setIsAsking(true)}
        >
          {say('revoke')}
        </button>
      )}
    </li>
  );
}

interface QuestionProps {
  name: string;
  onRevoke: () => Promise<void>;
  onCancel: () => void;
}

/** Asks in place: there is a dialog around it already. */
function Question({ name, onRevoke, onCancel }: QuestionProps) {
  const { t } = useLocale();
  const say = useWebhookTexts();
  const [isBusy, setIsBusy] = useState(false);
  const cancel = useRef<HTMLButtonElement>(null);
  useEffect(() => cancel.current?.focus(), []);
  return (
    <div className="webhook-question" role="group" aria-label={say('revokeName', { name })}>
      <p>{say('revokeQuestion', { name })}</p>
      <div className="form-buttons">
        <button ref={cancel} type="button" className="button" onClick={onCancel}>
          {t('cancel')}
        </button>
        <button
          type="button"
          className="button button-danger"
          disabled={isBusy}
          onClick={() => {
            setIsBusy(true);
            void onRevoke().finally(() => setIsBusy(false));
          }}
        >
          {say('revoke')}
        </button>
      </div>
    </div>
  );
}
