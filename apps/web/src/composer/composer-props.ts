import type { MentionPreview, ReplyReference, Room, Settings } from '@tertulia/contract';
import type { ReactNode } from 'react';
import type { DraftsStore } from './drafts-store.js';
import type { RoomPeople } from './room-people.js';
import type { CommandId } from './suggestions.js';

/** The pictures of the draft; who looks after them is not known here. */
export interface ComposerPictures {
  count: number;
  /** What can be chosen in the browser's dialog. */
  accept: string;
  onFiles: (files: readonly File[]) => void;
  /** Shows them above the text box. */
  tray: ReactNode;
}

/** What the composer needs from the page around it. */
export interface ComposerProps {
  room: Room;
  textLength: number;
  drafts: DraftsStore;
  sendWith: Settings['sendWith'];
  people: RoomPeople;
  rooms: () => readonly Room[];
  /** Until when the server takes nothing more, in milliseconds since 1970. */
  waitingUntil: number | undefined;
  isConnected: boolean;
  /** Whom a text would tell; it may fail. */
  onPreview: (text: string) => Promise<MentionPreview>;
  /** Asks the person before a message tells so many. */
  onTellMany: (everyone: Pick<NonNullable<MentionPreview['everyone']>, 'kind' | 'count'>) => Promise<boolean>;
  pictures: ComposerPictures;
  commands: readonly CommandId[];
  onCommand: (id: CommandId, argument: string) => void;
  onSend: (text: string, replyTo: ReplyReference | null) => void;
  onTyping: (isTyping: boolean) => void;
  onEditLast: () => void;
  onReplyLast: () => void;
}
