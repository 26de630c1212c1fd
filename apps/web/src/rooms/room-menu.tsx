import type { Room, RoomMe, UpdateRoomMe } from '@tertulia/contract';
import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef } from 'react';
import { createPortal } from 'react-dom';
import { useLocale } from '../i18n/locale-context.js';
import { Icon, type IconName } from '../ui/icons.js';

/** What the menu of a room can lead to. */
export interface RoomMenuActions {
  onChange: (room: Room, change: UpdateRoomMe) => void;
  onMarkRead: (room: Room) => void;
  onSearch: (room: Room) => void;
  onCopyLink: (room: Room) => void;
  onInvite: (room: Room) => void;
  onSettings: (room: Room) => void;
  onWebhooks: (room: Room) => void;
  onLeave: (room: Room) => void;
}

interface Props {
  room: Room;
  /** The button that opened it; the menu is drawn beside it and gives the focus back to it. */
  anchor: HTMLElement;
  /** Whether the person has an address that mail can go to. */
  hasMail: boolean;
  actions: RoomMenuActions;
  onClose: () => void;
}

const notifyTexts = { all: 'notifyAll', mentions: 'notifyMentions', none: 'notifyNone' } as const;
const choices = ['all', 'mentions', 'none'] as const;
type Notify = (typeof choices)[number];

/** Everything that can be done with a room, in a menu over the page. */
export function RoomMenu({ room, anchor, hasMail, actions, onClose }: Props) {
  const { t } = useLocale();
  const { me } = room;
  const choose = (action: () => void) => () => {
    onClose();
    anchor.focus();
    action();
  };
  return (
    <MenuFrame label={t('roomActions', { room: room.name })} anchor={anchor} onClose={onClose}>
      <Item
        icon="star"
        isChecked={me?.isFavourite ?? false}
        onChoose={choose(() => actions.onChange(room, { isFavourite: !me?.isFavourite }))}
      >
        {t('favourite')}
      </Item>
      <ToldChoices me={me} hasMail={hasMail} onChange={(change) => choose(() => actions.onChange(room, change))()} />
      {(me?.unread ?? 0) > 0 && (
        <Item icon="check" onChoose={choose(() => actions.onMarkRead(room))}>
          {t('markRead')}
        </Item>
      )}
      <Item icon="search" onChoose={choose(() => actions.onSearch(room))}>
        {t('searchInRoom')}
      </Item>
      <Item icon="link" onChoose={choose(() => actions.onCopyLink(room))}>
        {t('copyRoomLink')}
      </Item>
      {(room.visibility === 'public' || me?.role === 'owner') && (
        <Item icon="addPerson" onChoose={choose(() => actions.onInvite(room))}>
          {t('invitePeople')}
        </Item>
      )}
      <Item icon="gear" onChoose={choose(() => actions.onSettings(room))}>
        {me?.role === 'owner' ? t('roomSettings') : t('roomAbout')}
      </Item>
      {me?.role === 'owner' && (
        <Item icon="robot" onChoose={choose(() => actions.onWebhooks(room))}>
          {t('incomingWebhooks')}
        </Item>
      )}
      {me && me.role !== 'owner' && (
        <Item icon="leave" onChoose={choose(() => actions.onLeave(room))}>
          {t('leaveRoom')}
        </Item>
      )}
    </MenuFrame>
  );
}

interface ToldProps {
  me: RoomMe | undefined;
  hasMail: boolean;
  onChange: (change: UpdateRoomMe) => void;
}

/** What one is told of the room, and whether by mail too. */
function ToldChoices({ me, hasMail, onChange }: ToldProps) {
  const { t } = useLocale();
  const isMailed = me?.isMailed ?? true;
  return (
    <>
      <NotifyChoices notify={me?.notify ?? 'all'} onNotify={(notify) => onChange({ notify })} />
      {hasMail && (
        <Item icon="mail" isChecked={isMailed} onChoose={() => onChange({ isMailed: !isMailed })}>
          {t('mailThisRoom')}
        </Item>
      )}
    </>
  );
}

interface NotifyProps {
  notify: Notify;
  onNotify: (notify: Notify) => void;
}

function NotifyChoices({ notify, onNotify }: NotifyProps) {
  const { t } = useLocale();
  return (
    <div role="group" aria-label={t('notifyLabel')} className="menu-group">
      <p aria-hidden="true">
        <Icon name="bell" />
        {t('notifyLabel')}
      </p>
      {choices.map((choice) => (
        <Item key={choice} isRadio isChecked={choice === notify} onChoose={() => onNotify(choice)}>
          {t(notifyTexts[choice])}
        </Item>
      ))}
    </div>
  );
}

interface ItemProps {
  icon?: IconName;
  isChecked?: boolean;
  isRadio?: boolean;
  onChoose: () => void;
  children: ReactNode;
}

function Item({ icon, isChecked, isRadio, onChoose, children }: ItemProps) {
  const role = isRadio ? 'menuitemradio' : isChecked === undefined ? 'menuitem' : 'menuitemcheckbox';
  return (
    <button type="button" role={role} aria-checked={isChecked} tabIndex={-1} className="menu-item" onClick={onChoose}>
      {icon ? <Icon name={icon} /> : <span className="menu-space" />}
      <span>{children}</span>
      {isChecked && <Icon name="check" />}
    </button>
  );
}

interface FrameProps {
  label: string;
  anchor: HTMLElement;
  onClose: () => void;
  children: ReactNode;
}

/** A native popover: the browser draws it above everything and closes it when one clicks elsewhere. */
function MenuFrame({ label, anchor, onClose, children }: FrameProps) {
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const menu = ref.current;
    if (!menu) return;
    menu.showPopover();
    place(menu, anchor.getBoundingClientRect());
    menu.querySelector<HTMLElement>('.menu-item')?.focus();
  }, [anchor]);
  useEffect(() => {
    window.addEventListener('resize', onClose);
    return () => window.removeEventListener('resize', onClose);
  }, [onClose]);
  const handleKey = (event: KeyboardEvent<HTMLElement>) => {
    const items = [...event.currentTarget.querySelectorAll<HTMLElement>('.menu-item')];
    const at = items.findIndex((item) => item === document.activeElement);
    const next = {
      ArrowDown: items[(at + 1) % items.length],
      ArrowUp: items[(at - 1 + items.length) % items.length],
      Home: items[0],
      End: items.at(-1),
    }[event.key];
    if (next) next.focus();
    else if (event.key === 'Escape' || event.key === 'Tab') {
      onClose();
      anchor.focus();
    } else return;
    event.preventDefault();
  };
  // Beside its button, so that it belongs to the same part of the page.
  return createPortal(
    <div
      ref={ref}
      role="menu"
      tabIndex={-1}
      popover="auto"
      className="menu"
      aria-label={label}
      onKeyDown={handleKey}
      onToggle={(event) => {
        if (event.newState === 'closed') onClose();
      }}
    >
      {children}
    </div>,
    anchor.parentElement ?? document.body,
  );
}

const GAP_PX = 4;

/** Below the button, or above it where there is no room; always inside of the window. */
function place(menu: HTMLElement, anchor: DOMRect): void {
  const { width, height } = menu.getBoundingClientRect();
  const left = Math.max(GAP_PX, Math.min(anchor.left, window.innerWidth - width - GAP_PX));
  const isBelow = anchor.bottom + height + GAP_PX <= window.innerHeight;
  const top = isBelow ? anchor.bottom + GAP_PX : Math.max(GAP_PX, anchor.top - height - GAP_PX);
  menu.style.left = `${left}px`;
  menu.style.top = `${top}px`;
}
