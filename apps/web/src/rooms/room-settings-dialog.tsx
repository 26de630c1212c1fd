import {
  limits,
  type Room,
  type UpdateRoom,
  updateRoomSchema,
  type Visibility,
  type WordRule,
} from '@tertulia/contract';
import { type FormEvent, useState } from 'react';
import { failureCode } from '../api/request-error.js';
import { useLocale } from '../i18n/locale-context.js';
import { Modal } from '../ui/modal.js';
import { TextField } from '../ui/text-field.js';
import { WordRuleChoice } from './word-rule-choice.js';

interface Props {
  room: Room;
  update: (change: UpdateRoom) => Promise<void>;
  closeRoom: () => Promise<void>;
  onClose: () => void;
}

/** What a room is. Its owner changes it here; everybody else reads it. */
export function RoomSettingsDialog({ room, update, closeRoom, onClose }: Props) {
  const { t } = useLocale();
  const isOwner = room.me?.role === 'owner';
  const { attempt, isBusy, error } = useAttempt();
  return (
    <Modal title={isOwner ? t('roomSettings') : t('roomAbout')} closeLabel={t('close')} onClose={onClose}>
      {!isOwner && <p className="form-note">{t('roomSettingsOwner')}</p>}
      <AboutForm
        room={room}
        isOwner={isOwner}
        isBusy={isBusy}
        onClose={onClose}
        onSave={(change) => void attempt(update(change), onClose)}
      />
      <p className="field-error" role="alert">
        {error}
      </p>
      {isOwner && (
        <EndForm
          room={room}
          isBusy={isBusy}
          onArchive={() => void attempt(update({ archived: room.archivedAt === null }), onClose)}
          onEnd={() => void attempt(closeRoom(), onClose)}
        />
      )}
    </Modal>
  );
}

interface AboutProps {
  room: Room;
  isOwner: boolean;
  isBusy: boolean;
  onClose: () => void;
  onSave: (change: UpdateRoom) => void;
}

function AboutForm({ room, isOwner, isBusy, onClose, onSave }: AboutProps) {
  const { t } = useLocale();
  const [name, setName] = useState(room.name);
  const [topic, setTopic] = useState(room.topic);
  const [visibility, setVisibility] = useState<Visibility>(room.visibility);
  const [wordRule, setWordRule] = useState<WordRule>(room.wordRule);
  const change = changeOf(room, { name, topic, visibility, wordRule });
  const canEdit = isOwner && room.archivedAt === null;
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (change) onSave(change);
  };
  return (
    <form className="form" onSubmit={handleSubmit}>
      <TextField
        label={t('roomName')}
        value={name}
        onText={setName}
        maxLength={limits.roomNameLength}
        readOnly={!canEdit}
        autoComplete="off"
      />
      <TextField
        label={t('roomTopic')}
        value={topic}
        onText={setTopic}
        maxLength={limits.roomTopicLength}
        readOnly={!canEdit}
        autoComplete="off"
      />
      <VisibilityChoice value={visibility} canEdit={canEdit} onValue={setVisibility} />
      <WordRuleChoice value={wordRule} canEdit={canEdit} onValue={setWordRule} />
      {canEdit && (
        <div className="form-buttons">
          <button type="button" className="button" onClick={onClose}>
            {t('cancel')}
          </button>
          <button type="submit" className="button button-primary" disabled={isBusy || !change}>
            {t('save')}
          </button>
        </div>
      )}
    </form>
  );
}

interface VisibilityProps {
  value: Visibility;
  canEdit: boolean;
  onValue: (value: Visibility) => void;
}

function VisibilityChoice({ value, canEdit, onValue }: VisibilityProps) {
  const { t } = useLocale();
  return (
    <label className="choice">
      <span>{t('roomVisibility')}</span>
      <select
        value={value}
        disabled={!canEdit}
        onChange={(event) => onValue(event.target.value === 'private' ? 'private' : 'public')}
      >
        <option value="public">{t('visibilityPublic')}</option>
        <option value="private">{t('visibilityPrivate')}</option>
      </select>
    </label>
  );
}

/** What differs from the room as it is; nothing when it is all the same, or not to be taken. */
function changeOf(
  room: Room,
  wanted: Pick<Room, 'name' | 'topic' | 'visibility' | 'wordRule'>,
): UpdateRoom | undefined {
  const topic = wanted.topic.trim();
  const change = {
    ...(wanted.name.trim() !== room.name && { name: wanted.name }),
    ...(topic !== room.topic && { topic }),
    ...(wanted.visibility !== room.visibility && { visibility: wanted.visibility }),
    ...(wanted.wordRule !== room.wordRule && { wordRule: wanted.wordRule }),
  };
  const checked = updateRoomSchema.safeParse(change);
  return checked.success && Object.keys(change).length > 0 ? checked.data : undefined;
}

interface EndProps {
  room: Room;
  isBusy: boolean;
  onArchive: () => void;
  onEnd: () => void;
}

function EndForm({ room, isBusy, onArchive, onEnd }: EndProps) {
  const { t } = useLocale();
  const [typed, setTyped] = useState('');
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (typed.trim() === room.name) onEnd();
  };
  return (
    <div className="room-end">
      <button type="button" className="button" disabled={isBusy} onClick={onArchive}>
        {room.archivedAt === null ? t('archiveRoom') : t('unarchiveRoom')}
      </button>
      <details>
        <summary>{t('closeRoom')}</summary>
        <form className="form" onSubmit={handleSubmit}>
          <p>{t('closeRoomHint', { room: room.name })}</p>
          <TextField label={t('closeRoomLabel')} value={typed} onText={setTyped} autoComplete="off" />
          <button type="submit" className="button button-danger" disabled={isBusy || typed.trim() !== room.name}>
            {t('closeRoom')}
          </button>
        </form>
      </details>
    </div>
  );
}

/** One thing at a time, and in words why it did not work. */
function useAttempt() {
  const { t } = useLocale();
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState('');
  const attempt = async (action: Promise<void>, onDone: () => void) => {
    setIsBusy(true);
    setError('');
    try {
      await action;
      onDone();
    } catch (failure) {
      const code = failureCode(failure);
      setError(code === 'conflict' ? t('roomTaken') : t('enterFailed', { reason: t(`error_${code}`) }));
      setIsBusy(false);
    }
  };
  return { attempt, isBusy, error };
}
