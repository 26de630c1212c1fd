import { createWebhookSchema, limits } from '@tertulia/contract';
import { type FormEvent, useState } from 'react';
import { failureCode } from '../api/request-error.js';
import { useLocale } from '../i18n/locale-context.js';
import { useWebhookTexts } from '../i18n/webhook-texts.js';
import { TextField } from '../ui/text-field.js';

interface Props {
  /** Nothing else here is more important. */
  isFirst: boolean;
  onCreate: (name: string) => Promise<void>;
}

/** Asks for the name of a program and says in words why there is no address for it. */
export function NewWebhook({ isFirst, onCreate }: Props) {
  const say = useWebhookTexts();
  const { name, setName, error, isBusy, submit } = useCreation(onCreate);
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    void submit();
  };
  return (
    <form className="form webhooks-new" onSubmit={handleSubmit}>
      <TextField
        label={say('name')}
        value={name}
        onText={setName}
        maxLength={limits.displayNameLength}
        autoComplete="off"
        aria-describedby="webhook-hint webhook-error"
      />
      <p id="webhook-hint" className="form-note">
        {say('nameHint')}
      </p>
      <p id="webhook-error" className="field-error" role="alert">
        {error}
      </p>
      <div className="form-buttons">
        <button
          type="submit"
          className={isFirst ? 'button button-primary' : 'button'}
          disabled={isBusy || name.trim() === ''}
        >
          {say('make')}
        </button>
      </div>
    </form>
  );
}

/** The name that is being written, and one attempt at a time to make an address for it. */
function useCreation(onCreate: Props['onCreate']) {
  const { t } = useLocale();
  const say = useWebhookTexts();
  const [name, setName] = useState('');
  const [error, setError] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const submit = async () => {
    const wanted = createWebhookSchema.safeParse({ name });
    if (!wanted.success) {
      setError(say('notDone', { reason: t('error_invalid_payload') }));
      return;
    }
    setIsBusy(true);
    setError('');
    try {
      await onCreate(wanted.data.name);
      setName('');
    } catch (failure) {
      const code = failureCode(failure);
      setError(code === 'conflict' ? say('nameTaken') : say('notDone', { reason: t(`error_${code}`) }));
    }
    setIsBusy(false);
  };
  return { name, setName, error, isBusy, submit };
}
