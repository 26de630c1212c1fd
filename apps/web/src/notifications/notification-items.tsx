import type { Notification } from '@tertulia/contract';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react';
import { formatMonth, startOfDay } from '../i18n/format-time.js';
import { useLocale } from '../i18n/locale-context.js';
import { useRoving } from '../ui/use-roving.js';
import { arrangeNotifications, type Fold, type NotificationGroup } from './arrange-notifications.js';
import { NotificationRow, type RowProps } from './notification-row.js';
import { useWords } from './notification-texts.js';
import { useNow } from './use-now.js';

interface Props {
  items: readonly Notification[];
  label: string;
  /** Of the names of the groups, below the heading of the list. */
  heading: 'h2' | 'h3';
  onMarkRead: (ids: readonly string[]) => void;
}

/** The notifications by days, those of one room that came together folded into one; one stop for the Tab key. */
export function NotificationItems({ items, label, heading, onMarkRead }: Props) {
  const today = startOfDay(useNow());
  const groups = useMemo(() => arrangeNotifications(items, today), [items, today]);
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  const ids = useMemo(() => shownIds(groups, unfolded), [groups, unfolded]);
  const { list, focusRow, handleKey, rowProps } = useRoving(ids.length);
  const place = useMemo(() => new Map(ids.map((id, index) => [id, index])), [ids]);
  const marked = useRef<number>(undefined);
  useEffect(() => {
    // The button that was pressed went away with the focus; the line, or the next one, has its place.
    if (marked.current !== undefined && document.activeElement === document.body) focusRow(marked.current);
    marked.current = undefined;
  }, [items, focusRow]);
  const parts = {
    rowProps: (id: string) => rowProps(place.get(id) ?? 0),
    onKeyDown: (event: KeyboardEvent) => void handleKey(event),
    onMarkRead: (id: string) => {
      marked.current = place.get(id);
      onMarkRead([id]);
    },
  };
  const toggle = (key: string) => setUnfolded((known) => withToggled(known, key));
  return (
    <ul ref={list} className="notification-groups" aria-label={label}>
      {groups.map((group) => (
        <Group key={group.key} group={group} heading={heading}>
          {group.folds.map((fold) => (
            <FoldedRows
              key={fold.key}
              fold={fold}
              isOpen={unfolded.has(fold.key)}
              onToggle={() => toggle(fold.key)}
              {...parts}
            />
          ))}
        </Group>
      ))}
    </ul>
  );
}

interface GroupProps extends Pick<Props, 'heading'> {
  group: NotificationGroup;
  children: ReactNode;
}

function Group({ group: { name }, heading: Heading, children }: GroupProps) {
  const { t, locale } = useLocale();
  const words = useWords();
  const id = useId();
  const title =
    typeof name === 'object' ? formatMonth(locale, name.month) : name === 'week' ? words.t('groupWeek') : t(name);
  return (
    <li>
      <Heading id={id} className="notification-group">
        {title}
      </Heading>
      <ul aria-labelledby={id}>{children}</ul>
    </li>
  );
}

interface FoldProps {
  fold: Fold;
  isOpen: boolean;
  onToggle: () => void;
  rowProps: (id: string) => RowProps;
  onKeyDown: (event: KeyboardEvent) => void;
  onMarkRead: (id: string) => void;
}

function FoldedRows({ fold, isOpen, onToggle, rowProps, onKeyDown, onMarkRead }: FoldProps) {
  const { plural } = useWords();
  const [first, ...rest] = fold.items;
  const unread = rest.filter(({ readAt }) => readAt === null).length;
  const row = (notification: Notification, isFolded: boolean) => (
    <NotificationRow
      key={notification.id}
      notification={notification}
      isFolded={isFolded}
      rowProps={rowProps(notification.id)}
      onKeyDown={onKeyDown}
      onMarkRead={onMarkRead}
    />
  );
  return (
    <>
      {row(first, false)}
      {rest.length > 0 && (
        <li className="notification-more">
          <button
            type="button"
            className="text-button"
            tabIndex={rowProps(first.id).tabIndex}
            aria-expanded={isOpen}
            onClick={onToggle}
          >
            {plural('moreInRoom', rest.length, { room: `#${first.room.name}` })}
            {unread > 0 && <span className="notification-more-unread">{plural('moreUnread', unread)}</span>}
          </button>
        </li>
      )}
      {isOpen && rest.map((notification) => row(notification, true))}
    </>
  );
}

function shownIds(groups: readonly NotificationGroup[], unfolded: ReadonlySet<string>): string[] {
  return groups
    .flatMap(({ folds }) => folds)
    .flatMap(({ key, items }) => (unfolded.has(key) ? items : items.slice(0, 1)).map(({ id }) => id));
}

function withToggled(known: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(known);
  if (!next.delete(key)) next.add(key);
  return next;
}
