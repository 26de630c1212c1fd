import { createRoomSchema, limits, type CreateRoom, type Room } from '@tertulia/contract';
import { type FormEvent, useState } from 'react';
import { failureCode } from '../api/request-error.js';
import { useLocale } from '../i18n/locale-context.js';
import { Modal } from '../ui/modal.js';
import { TextField } from '../ui/text-field.js';

interface Props {
  create: (room: CreateRoom) => Promise<Room>;
  onCreated: (room: Room) => void;
  onClose: () => void;
}

/** Asks for what a new room needs, and says in words why it could not be made. */
export function CreateRoomDialog({ create, onCreated, onClose }: Props) {
  const { t } = useLocale();
  const [name, setName] = useState('');
  const [topic, setTopic] = useState('');
  const [isPrivate, setIsPrivate] = useState(false);
  const { submit, isBusy, error } = useCreation(create, onCreated);
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    void submit({ name, topic, visibility: isPrivate ? 'private' : 'public' });
  };
  return (
    <Modal title={t('newRoom')} closeLabel={t('close')} onClose={onClose}>
      <form className="form" onSubmit={handleSubmit}>
        <TextField
          label={t('roomName')}
          value={name}
          onText={setName}
          maxLength={limits.roomNameLength}
          required
          autoFocus
          autoComplete="off"
          aria-describedby="room-error"
        />
        <TextField
          label={t('roomTopic')}
          value={topic}
          onText={setTopic}
          maxLength={limits.roomTopicLength}
          autoComplete="off"
        />
        <label className="check">
          <input type="checkbox" checked={isPrivate} onChange={(event) => setIsPrivate(event.target.checked)} />
          <span>{t('roomPrivate')}</span>
        </label>
        <p id="room-error" className="field-error" role="alert">
          {error}
        </p>
        <div className="form-buttons">
          <button type="button" className="button" onClick={onClose}>
            {t('cancel')}
          </button>
          <button type="submit" className="button button-primary" disabled={isBusy || name.trim() === ''}>
            {t('create')}
          </button>
        </div>
      </form>
    </Modal>
  );
}

function useCreation(create: Props['create'], onCreated: Props['onCreated']) {
  const { t } = useLocale();
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<string>();
  const submit = async (wanted: CreateRoom) => {
    const request = createRoomSchema.safeParse(wanted);
    if (!request.success) {
      setError(t('error_invalid_payload'));
      return;
    }
    setIsBusy(true);
    setError(undefined);
    try {
      onCreated(await create(request.data));
    } catch (failure) {
      const code = failureCode(failure);
      setError(code === 'conflict' ? t('roomTaken') : t(`error_${code}`));
      setIsBusy(false);
    }
  };
  return { submit, isBusy, error };
}
