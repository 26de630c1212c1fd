import { handleSchema, type Member } from '@tertulia/contract';
import { type FormEvent, useState } from 'react';
import { failureCode } from '../api/request-error.js';
import { useLocale } from '../i18n/locale-context.js';
import { TextField } from '../ui/text-field.js';
import { useToasts } from '../ui/toasts.js';

interface Props {
  addMember: (handle: string) => Promise<Member>;
  onAdded: (member: Member) => void;
}

/** Lets somebody into the room by their handle. */
export function AddMember({ addMember, onAdded }: Props) {
  const { t } = useLocale();
  const toasts = useToasts();
  const [handle, setHandle] = useState('');
  const [error, setError] = useState('');
  const add = async () => {
    const wanted = handleSchema.safeParse(handle.replace(/^@/, ''));
    if (!wanted.success) {
      setError(t('memberUnknown'));
      return;
    }
    setError('');
    try {
      const member = await addMember(wanted.data);
      onAdded(member);
      setHandle('');
      toasts.show({ text: t('memberAdded', { name: member.user.displayName }) });
    } catch (failure) {
      const code = failureCode(failure);
      setError(code === 'not_found' ? t('memberUnknown') : t('enterFailed', { reason: t(`error_${code}`) }));
    }
  };
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    void add();
  };
  return (
    <form className="add-member" aria-label={t('addMember')} onSubmit={handleSubmit}>
      <TextField
        label={t('addMember')}
        value={handle}
        onText={setHandle}
        placeholder={`@${t('addMemberLabel').toLowerCase()}`}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        aria-describedby="add-member-error"
      />
      <button type="submit" className="button" disabled={handle.trim() === ''}>
        {t('add')}
      </button>
      <p id="add-member-error" className="field-error" role="alert">
        {error}
      </p>
    </form>
  );
}
