import type { Attachment, Message, Settings } from '@tertulia/contract';
import type { Translator } from '../i18n/translate.js';
import { formatTime } from '../i18n/format-time.js';

const BATCH_MS = 3_000;
/** More messages than this within the time of a batch are told as a number. */
const MOST_SINGLE = 5;

/** Whether a message that just came is told to a screen reader. */
export function isAnnounced(message: Message, announce: Settings['announce'], userId: string): boolean {
  if (message.author.id === userId || message.deletedAt !== null || message.heldAt || announce === 'none') return false;
  return announce === 'all' || message.entities.some((entity) => entity.userId === userId);
}

/**
 * Messages whose content came after their place: those that waited for the owner of the room and no longer do.
 * @param waiting ids of those that waited; the next ones are put in their place.
 */
export function takeReleased(waiting: Set<string>, messages: readonly Message[]): readonly Message[] {
  const released = waiting.size === 0 ? [] : messages.filter(({ id, heldAt }) => !heldAt && waiting.has(id));
  for (const { id } of released) waiting.delete(id);
  for (const { id, heldAt } of messages) if (heldAt) waiting.add(id);
  return released;
}

/** A message in one sentence: author, time, text; then attachments and reactions. */
export function messageSentence(message: Message, { t, plural, locale }: Translator): string {
  const { author, text, attachments, reactions } = message;
  const reactionCount = reactions.reduce((sum, { count }) => sum + count, 0);
  const parts = [
    ...(text === '' ? [] : [text]),
    ...(attachments.length > 0 ? [picturesSentence(attachments, plural)] : []),
    ...(reactionCount > 0 ? [plural('reactions', reactionCount)] : []),
  ];
  const time = formatTime(locale, message.createdAt);
  return t('announceMessage', { name: author.displayName, time, text: parts.join('; ') });
}

/** How many pictures there are, and what they show as far as it was said. */
function picturesSentence(attachments: readonly Attachment[], plural: Translator['plural']): string {
  const alts = attachments.flatMap(({ alt }) => (alt ? [alt] : []));
  return [plural('pictures', attachments.length), ...(alts.length > 0 ? [alts.join(', ')] : [])].join(': ');
}

/** What to say now, and what to say together a moment later. */
export interface Announcing {
  /** When the latest messages came. */
  times: readonly number[];
  /** Messages that are told as a number, at `dueAt`. */
  held: number;
  dueAt: number | undefined;
}

export const silence: Announcing = { times: [], held: 0, dueAt: undefined };

/** Takes messages that just came: each is told by itself, unless there are too many of them. */
export function announce(
  state: Announcing,
  messages: readonly Message[],
  now: number,
): { state: Announcing; told: readonly Message[] } {
  const times = [...state.times.filter((time) => now - time < BATCH_MS), ...messages.map(() => now)];
  if (state.held === 0 && times.length <= MOST_SINGLE) return { state: { ...state, times }, told: messages };
  return {
    state: {
      times: times.slice(-MOST_SINGLE - 1),
      held: state.held + messages.length,
      dueAt: state.dueAt ?? now + BATCH_MS,
    },
    told: [],
  };
}

/** Gives the number that is due. */
export function flushHeld(state: Announcing, now: number): { state: Announcing; count: number } {
  if (state.dueAt === undefined || now < state.dueAt) return { state, count: 0 };
  return { state: { ...state, held: 0, dueAt: undefined }, count: state.held };
}
