/** A message as the product's tables have it at the end. */
export interface WorkedMessage {
  /** Answers that were stored about its text, one a topic. */
  answers: number;
  tags: number;
  /** How many tags its text asks for. */
  wanted: number;
}

export interface WorkVerdict {
  messages: number;
  /** Messages that a topic never answered about. */
  lost: number;
  /** Messages with other tags than their text asks for. */
  wrong: number;
  /** Changes of the room beyond one for each message and one for each that got tags: tagged more than once, or less. */
  excess: number;
}

const TOPICS = 2;

/** Judges whether each message was tagged exactly once. Shares no code with the product. */
export function judgeWork(messages: readonly WorkedMessage[], roomVersion: number): WorkVerdict {
  return {
    messages: messages.length,
    lost: messages.filter(({ answers }) => answers !== TOPICS).length,
    wrong: messages.filter(({ tags, wanted }) => tags !== wanted).length,
    excess: roomVersion - messages.length - messages.filter(({ wanted }) => wanted > 0).length,
  };
}

export function isFaultless({ lost, wrong, excess }: WorkVerdict): boolean {
  return lost === 0 && wrong === 0 && excess === 0;
}
