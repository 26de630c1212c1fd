import type { CreatedWebhook } from '@tertulia/contract';
import { useEffect, useRef, useState } from 'react';
import { useWebhookTexts } from '../i18n/webhook-texts.js';
import { Icon } from '../ui/icons.js';

/** A command that posts to an address. */
export const exampleFor = (url: string): string =>
  `curl -H 'Content-Type: application/json' -d '{"text":"Hello from *curl*"}' ${url}`;

/** The address of a new webhook, which is shown this one time, and how to try it. */
export function MadeWebhook({ webhook: { name, url } }: { webhook: CreatedWebhook }) {
  const say = useWebhookTexts();
  const [news, setNews] = useState('');
  const address = useRef<HTMLInputElement>(null);
  useEffect(() => address.current?.focus(), []);
  const copy = (text: string) => {
    const written = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('There is no clipboard.'));
    written.then(
      () => setNews(say('copied')),
      () => setNews(say('notCopied')),
    );
  };
  return (
    <section className="webhook-made" aria-labelledby="webhook-made">
      <h3 id="webhook-made">{say('madeTitle', { name })}</h3>
      <p className="webhook-hint">
        <Icon name="warning" />
        <span>{say('madeHint')}</span>
      </p>
      <label className="field">
        <span>{say('address')}</span>
        <input ref={address} readOnly value={url} spellCheck={false} onFocus={(event) => event.target.select()} />
      </label>
      <div className="form-buttons">
        <button type="button" className="button button-primary" onClick={() => copy(url)}>
          <Icon name="copy" />
          {say('copyAddress')}
        </button>
      </div>
      <p>{say('example')}</p>
      <pre tabIndex={0}>
        <code>{exampleFor(url)}</code>
      </pre>
      <div className="form-buttons">
        <button type="button" className="button" onClick={() => copy(exampleFor(url))}>
          <Icon name="copy" />
          {say('copyExample')}
        </button>
      </div>
      <p className="webhooks-news" role="status">
        {news}
      </p>
    </section>
  );
}
