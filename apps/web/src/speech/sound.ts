/** Something that can be heard once. After its end or its failure it does nothing more. */
export interface Sound {
  /** @throws {SilencedError} while the browser waits for a touch of the page; any other error means that it cannot be heard. */
  play(): Promise<void>;
  pause(): void;
  /** Ends it without a word to whoever listens. */
  stop(): void;
}

/** What a sound says of itself. */
export interface SoundEvents {
  /** From 0 to 1. */
  onProgress: (part: number) => void;
  onEnd: () => void;
  onFail: () => void;
}

/** The browser lets no sound out until the reader asks for it once more. */
export class SilencedError extends Error {
  override name = 'SilencedError';
}
