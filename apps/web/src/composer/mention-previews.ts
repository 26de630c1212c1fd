import {
  findMentionTokens,
  isStorableText,
  limits,
  type MentionPreview,
  type MentionToken,
  resolveMentions,
} from '@tertulia/contract';
import { Observable } from '../realtime/observable.js';

const ASK_DELAY_MS = 300;
/** How long sending waits to hear whom a mention of everybody would tell. */
const PATIENCE_MS = 2_000;

/** Whom the text would tell, as far as the server said; stale while the names in it are others than those asked for. */
export interface Told {
  preview: MentionPreview | undefined;
  isStale: boolean;
}

const nothing: Told = { preview: undefined, isStale: false };

/**
 * Asks the server whom a text would tell: a moment after the last change of the names in it, one question at a time. The
 * answer to the names that are there counts; without one there is nothing to show.
 */
export class MentionPreviews extends Observable<Told> {
  private text = '';
  /** The names that are in the text now, and those that the answer is about. */
  private wanted = '';
  private answered = '';
  private isDue = false;
  private isAsking = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly ask: (text: string) => Promise<MentionPreview>) {
    super(nothing);
  }

  /** The text has changed, or the connection has. */
  write(text: string, isConnected: boolean): void {
    this.text = text;
    const wanted = isConnected ? namesIn(text) : '';
    if (wanted === this.wanted) return;
    this.wanted = wanted;
    clearTimeout(this.timer);
    if (wanted === '') {
      this.answered = '';
      this.set(nothing);
    } else if (wanted === this.answered) this.set({ preview: this.get().preview, isStale: false });
    else {
      this.update(({ preview }) => ({ preview, isStale: preview !== undefined }));
      this.timer = setTimeout(() => {
        this.isDue = true;
        void this.askNext();
      }, ASK_DELAY_MS);
    }
  }

  /** What is known about a text that is to be sent now; waits a moment for it, and not longer. */
  async check(text: string): Promise<MentionPreview | undefined> {
    const { preview } = this.get();
    if (preview && this.answered === namesIn(text)) return preview;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const silence = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), PATIENCE_MS);
    });
    const answer = await Promise.race([this.ask(text).catch(() => undefined), silence]);
    clearTimeout(timer);
    return answer;
  }

  close(): void {
    clearTimeout(this.timer);
    this.wanted = '';
    this.isDue = false;
  }

  private async askNext(): Promise<void> {
    if (this.isAsking) return;
    this.isAsking = true;
    while (this.isDue && this.wanted !== '') {
      this.isDue = false;
      const { wanted, text } = this;
      const preview = await this.ask(text).catch(() => undefined);
      if (wanted !== this.wanted) continue;
      this.answered = preview ? wanted : '';
      this.set({ preview, isStale: false });
    }
    this.isAsking = false;
  }
}

/** Whether a text names everybody; nobody needs to be asked for that. */
export function namesEverybody(text: string): boolean {
  return resolveMentions(text, findMentionTokens(text), { users: new Map(), rooms: new Map() }).length > 0;
}

/** What the answer depends on, so that nobody is asked again while the words between the names change; empty without names. */
function namesIn(draft: string): string {
  const text = draft.trim();
  if (text.length > limits.textLength || !isStorableText(text)) return '';
  let before: MentionToken | undefined;
  const parts: string[] = [];
  for (const token of findMentionTokens(text)) {
    const { sign, isGlued, names, index, followsSlash } = token;
    // What counts is whether the mention before ended right at the slash.
    const distance = followsSlash ? before?.names.map(({ end }) => index - end).join() : '';
    parts.push(`${sign}${isGlued ? 1 : 0}${distance}:${names.map(({ key }) => key).join()}`);
    before = token;
  }
  return parts.join(' ');
}
