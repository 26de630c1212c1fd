/** A sentence for one and a sentence for any other number; `{{count}}` is the number. */
export interface Plural {
  one: string;
  other: string;
}

/** The words of one letter that is always the same but for its values. */
export interface FixedWords {
  subject: string;
  preheader: string;
  title: string;
  paragraphs: readonly string[];
  button: string;
  after: readonly string[];
  why: string;
}

/** Every word of our letters in one language. `{{…}}` are values; nothing else is in braces. */
export interface LetterWords {
  greeting: string;
  hours: Plural;
  minutes: Plural;
  verification: FixedWords;
  code: FixedWords;
  addressReplaced: FixedWords;
  addressRemoved: FixedWords;
  mentionedYou: string;
  repliedToYou: string;
  mentionOfOne: string;
  replyOfOne: string;
  mentions: Plural;
  messages: Plural;
  followUp: Plural;
  openMessage: string;
  openRoom: string;
  moreItems: Plural;
  digestSubject: string;
  digestSubjectMore: string;
  digestTitle: string;
  digestIntro: string;
  digestMessages: Plural;
  rooms: Plural;
  moreRooms: Plural;
  whyMention: string;
  whyDigest: string;
  times: string;
  settings: string;
  unsubscribe: string;
  /** Stands for an address that somebody wrote. */
  link: string;
}
