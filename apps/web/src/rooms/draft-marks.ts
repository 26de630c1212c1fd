/** Which rooms have a draft; all that the list of rooms needs to know of drafts. */
export interface DraftMarks {
  hasDraft: (roomId: string) => boolean;
  /** Calls back when the answer may have changed. */
  subscribe: (listener: () => void) => () => void;
}
