import type { Plural } from './texts.js';

/** Texts of the timeline. */
export const enMessages = {
  newMessages: 'New',
  newSince: { one: '{count} new message since {time}', other: '{count} new messages since {time}' },
  jump: 'Jump',
  markUnread: 'Mark unread from here',
  messageGone: 'That message is no longer there.',
  jumpFailed: 'The message could not be loaded. Try again in a moment.',
  copyLink: 'Copy link',
  copyText: 'Copy text',
  moreActions: 'More actions',
  moreEmoji: 'More emoji',
  sent: 'Sent',
  notSentShort: 'Not sent',
  guest: 'guest',
  markHint: 'Mark made from a passphrase: only who knows it can have it',
  picture: 'Picture',
  pictureFailed: 'The picture is not available.',
  pictures: { one: '{count} picture', other: '{count} pictures' },
  reactions: { one: '{count} reaction', other: '{count} reactions' },
  announceMessage: '{name}, {time}: {text}',
  announceMany: { one: '{count} new message in {room}', other: '{count} new messages in {room}' },
  dayAndJump: '{day}: jump to another day',
  jumpToDate: 'Jump to a date',
  day: 'Day',
  go: 'Go',
} satisfies Record<string, string | Plural>;
