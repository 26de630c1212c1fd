/** Bounds that are part of the public contract: the same for the API, the web app and the load tools. */
export const limits = {
  /** Characters (UTF-16 code units) of a message after trimming. */
  textLength: 8_000,
  /** Messages in one page of history. */
  pageSize: 100,
  defaultPageSize: 50,
  /** The newest messages kept in the cache; a request for at most this many, without a cursor, is answered from it. */
  recentMessages: 10,
  /** Changes returned at once, and the gap above which a client reloads instead of catching up. */
  changesPage: 500,
  /** People listed in `online` and in one `presence:changed`. */
  onlineListed: 100,
  roomNameLength: 60,
  roomTopicLength: 250,
  displayNameLength: 40,
  handleLength: 32,
  /** Distinct emoji on one message. */
  reactionsPerMessage: 20,
  attachmentsPerMessage: 10,
  /** Bytes of one picture: the default of what the caller is told in `session:ready`. */
  uploadBytes: 10 * 1024 * 1024,
  /** The most that an operator may allow for one. */
  mostUploadBytes: 50 * 1024 * 1024,
  /** Pixels of one picture, all its frames together, and its frames. */
  picturePixels: 40_000_000,
  pictureFrames: 300,
  altLength: 1_000,
  fileNameLength: 255,
  /** Characters of the `data:` URL shown until a picture is there. */
  placeholderLength: 600,
  tagsPerTopic: 20,
  webhooksPerRoom: 10,
  /** Bytes of an HTTP body and of a socket frame. */
  frameBytes: 64 * 1024,
  /** Characters of the excerpt in a reply reference. */
  excerptLength: 140,
  /** Characters of a search, and hits in one page of it. */
  searchLength: 300,
  searchPageSize: 50,
  /** Characters of a draft: more than a message, so that what is too long is not lost. */
  draftLength: 20_000,
  /** Rooms in one list. */
  roomsListed: 500,
  inviteDays: 30,
  inviteUses: 1_000,
  /** Characters of the passphrase behind a mark. */
  passphraseMinimum: 8,
  passphraseLength: 200,
  /** People suggested for the beginning of a name. */
  usersSuggested: 10,
  /** Notifications in one page of the list, and marked as read by id at once. */
  notificationsPage: 30,
  notificationsRead: 100,
  notificationDays: 90,
  /** Names of one text that are looked up, and parts of one text that are resolved: people, rooms, everybody. */
  mentionNames: 300,
  entitiesPerMessage: 300,
  /** From this many people on a mention of everybody is asked for once more. */
  everyoneAsks: 5,
} as const;
