import type { Message, MessageChange, MessagePage, Room, RoomPreview } from '@tertulia/contract';

/** A stretch of a room's messages, and up to which change it is complete. */
export interface PreviewView {
  room: Room;
  messages: readonly Message[];
  version: number;
  hasBefore: boolean;
  /** There are newer messages than these, so that what is written now does not join on. */
  hasAfter: boolean;
}

export function toView({ room, page }: RoomPreview): PreviewView {
  const { items: messages, version, hasBefore, hasAfter } = page;
  return { room, messages, version, hasBefore, hasAfter };
}

/** Takes what happened in the room; what is known already changes nothing. */
export function takeChange(view: PreviewView, { version, message }: MessageChange): PreviewView {
  if (version <= view.version) return view;
  return { ...view, version, messages: withMessage(view, message) };
}

function withMessage({ messages, hasAfter }: PreviewView, message: Message): readonly Message[] {
  if (messages.some(({ id }) => id === message.id))
    return messages.map((known) => (known.id === message.id ? message : known));
  const last = messages.at(-1);
  const joinsOn = !hasAfter && (last === undefined || message.seq > last.seq);
  return joinsOn ? [...messages, message] : messages;
}

/** Puts an earlier page before the messages. */
export function withOlder(view: PreviewView, page: MessagePage): PreviewView {
  const first = view.messages[0]?.seq ?? Number.MAX_SAFE_INTEGER;
  return {
    ...view,
    hasBefore: page.hasBefore,
    messages: [...page.items.filter(({ seq }) => seq < first), ...view.messages],
  };
}

/** Puts a newer reading of the same place in; what was loaded before it stays when it joins on. */
export function withReload(view: PreviewView, preview: RoomPreview): PreviewView {
  const fresh = toView(preview);
  const first = fresh.messages[0]?.seq;
  if (first === undefined) return fresh;
  const older = view.messages.filter(({ seq }) => seq < first);
  return older.at(-1)?.seq === first - 1
    ? { ...fresh, messages: [...older, ...fresh.messages], hasBefore: view.hasBefore }
    : fresh;
}

const JOIN_MS = 5 * 60_000;

/** Whether a message stands below the name of the one before it. */
export function isJoined(message: Message, previous: Message | undefined): boolean {
  return (
    previous !== undefined &&
    previous.author.id === message.author.id &&
    Date.parse(message.createdAt) - Date.parse(previous.createdAt) < JOIN_MS
  );
}
