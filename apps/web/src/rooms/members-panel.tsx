import type { Member, Room, User } from '@tertulia/contract';
import { useEffect, useState } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import { Avatar } from '../ui/avatar.js';
import { Icon } from '../ui/icons.js';
import { AddMember } from './add-member.js';
import { arrangeMembers } from './arrange-members.js';

interface Props {
  room: Room;
  me: User;
  online: readonly User[];
  onlineCount: number;
  listMembers: () => Promise<readonly Member[]>;
  /** A change of it asks for the list anew. */
  version: number;
  addMember: (handle: string) => Promise<Member>;
  onMention: (user: User) => void;
  onTakeOut: (user: User) => void;
  onClose: () => void;
}

/** The people of a room: who is here now first, then the others. */
export function MembersPanel(props: Props) {
  const { room, me, online, onlineCount, listMembers, version, addMember, onClose } = props;
  const { t, plural } = useLocale();
  const { members, hasFailed, reload, put } = useMembers(listMembers, `${room.id} ${room.memberCount} ${version}`);
  const { here, away } = arrangeMembers(members, { online, onlineCount }, me);
  const unlisted = onlineCount - here.length;
  const canAdd = room.visibility === 'public' || room.me?.role === 'owner';
  return (
    <aside id="panel" className="panel" aria-label={t('members')} data-region="panel">
      <header>
        <button type="button" className="icon-button" aria-label={t('close')} onClick={onClose}>
          <Icon name="back" />
          <Icon name="close" />
        </button>
        <h2>{t('members')}</h2>
      </header>
      <div className="panel-body">
        {canAdd && room.archivedAt === null && <AddMember addMember={addMember} onAdded={put} />}
        {hasFailed && (
          <p className="panel-failed">
            {t('membersFailed')}
            <button type="button" className="text-button" onClick={reload}>
              {t('tryAgain')}
            </button>
          </p>
        )}
        <Group {...props} title={t('membersHere')} people={here} />
        {unlisted > 0 && <p>{plural('andMore', unlisted)}</p>}
        {away.length > 0 && <Group {...props} title={t('membersAway')} people={away} isAway />}
      </div>
    </aside>
  );
}

interface GroupProps extends Props {
  title: string;
  people: readonly User[];
  isAway?: boolean;
}

function Group({ title, people, isAway, room, me, onMention, onTakeOut }: GroupProps) {
  const { t } = useLocale();
  const isOwner = room.me?.role === 'owner';
  return (
    <section aria-label={title}>
      <h3>
        {title} <span>{people.length}</span>
      </h3>
      <ul className={isAway ? 'people people-away' : 'people'}>
        {people.map((user) => (
          <li key={user.id}>
            <button
              type="button"
              className="person"
              title={user.id === me.id ? undefined : t('mentionPerson', { name: user.displayName })}
              disabled={user.id === me.id}
              onClick={() => onMention(user)}
            >
              <Avatar user={user} size={28} />
              <span className="person-name">
                <span dir="auto">
                  {user.displayName} {user.id === me.id && <small>({t('you')})</small>}
                  {user.isBot && <span className="user-mark">{t('bot')}</span>}
                </span>
                <small dir="auto">@{user.handle}</small>
              </span>
            </button>
            {isOwner && user.id !== me.id && (
              <button
                type="button"
                className="icon-button person-out"
                aria-label={t('takeOut', { name: user.displayName })}
                title={t('takeOut', { name: user.displayName })}
                onClick={() => onTakeOut(user)}
              >
                <Icon name="leave" />
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The members, asked for when the panel opens and whenever their number changes. */
function useMembers(listMembers: Props['listMembers'], key: string) {
  const [members, setMembers] = useState<readonly Member[]>([]);
  const [hasFailed, setHasFailed] = useState(false);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let isCurrent = true;
    listMembers().then(
      (listed) => {
        if (!isCurrent) return;
        setMembers(listed);
        setHasFailed(false);
      },
      () => {
        if (isCurrent) setHasFailed(true);
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [listMembers, key, attempt]);
  return {
    members,
    hasFailed,
    reload: () => setAttempt((before) => before + 1),
    put: (member: Member) =>
      setMembers((before) => [...before.filter(({ user }) => user.id !== member.user.id), member]),
  };
}
