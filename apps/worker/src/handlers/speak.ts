import { createHash } from 'node:crypto';
import { SIGNATURE_HEADER, speakSchema, type Spoken } from '@tertulia/contract';
import { type ObjectStore, ObjectStoreUnavailableError } from '@tertulia/storage';
import type { Logger } from 'pino';
import { isSigned } from '../results/signature.js';
import { bodyOf, type HttpAnswer, type HttpEvent, httpEventSchema, Refusal } from '../speech/http-event.js';
import { corsHeaders, type HttpSettings } from '../speech/http-settings.js';
import { spokenText } from '../speech/spoken-text.js';
import { MOST_SOUND_BYTES, soundEndings, type Voice, VoiceUnavailableError } from '../speech/voice.js';
import { detectLanguage } from '../tagging/detect-language.js';
import type { Language } from '../tagging/languages.js';
import type { RunContext } from './lambda.js';

/** Longest time for one voice to speak, and for the store to answer. */
const VOICE_MS = 10_000;
const STORE_MS = 5_000;
/** What stays for writing and answering when the function itself is ended soon. */
const RESERVE_MS = 1_000;
const RETRY_AFTER_SECONDS = 2;

/** What the function that speaks is made of. */
export interface SpeakParts {
  store: Pick<ObjectStore, 'head' | 'write'>;
  /** Null where there is none; then every call is told so. */
  voice: Voice | null;
  /** Whoever knows it may have texts spoken. */
  secret: string;
  settings: HttpSettings;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
  now?: () => Date;
}

/**
 * `POST /speak` behind API Gateway: a signed text in, the name of its sound in the object store out. The name is made of the voice
 * and the words, so the same text is spoken once, however often it is asked for.
 */
export function makeSpeakHandler(parts: SpeakParts): (event: unknown, context?: RunContext) => Promise<HttpAnswer> {
  const running = new Map<string, Promise<boolean>>();
  return async (event, context) => {
    const parsed = httpEventSchema.safeParse(event);
    if (!parsed.success) return new Refusal('invalid_payload', 'This is no event of an HTTP API.').toAnswer('');
    const { requestId, http } = parsed.data.requestContext;
    const { origin } = parsed.data.headers;
    const cors = corsHeaders(parts.settings, origin, http.method === 'OPTIONS');
    try {
      const answer = await answerFor(parts, parsed.data, running, context);
      return { ...answer, headers: { ...answer.headers, ...cors } };
    } catch (error) {
      const answer = toRefusal(parts, error, requestId).toAnswer(requestId);
      return { ...answer, headers: { ...answer.headers, ...cors } };
    }
  };
}

async function answerFor(
  parts: SpeakParts,
  event: HttpEvent,
  running: Map<string, Promise<boolean>>,
  context: RunContext | undefined,
): Promise<HttpAnswer> {
  const { origin } = event.headers;
  if (origin !== undefined && !parts.settings.cors.allowOrigins.includes(origin))
    throw new Refusal('forbidden', 'Pages of this origin may not have texts spoken.');
  const { method } = event.requestContext.http;
  if (method === 'OPTIONS') return { statusCode: 204, headers: {}, body: '' };
  if (method !== 'POST') throw new Refusal('not_found', 'There is nothing at this address.');
  const { words, language } = readRequest(parts, event);
  const { voice } = parts;
  if (!voice) throw new Refusal('unavailable', 'There is no voice here.');
  const name = voice.nameIn(language);
  const key = soundKey(name, words, soundEndings[voice.contentType]);
  const isNew = await shared(running, key, () => keepSound(parts, voice, { key, words, language }, timeLeft(context)));
  parts.log.info({ requestId: event.requestContext.requestId, voice: name, key, isNew }, 'A text was spoken.');
  const spoken: Spoken = { key, contentType: voice.contentType, voice: name };
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(spoken) };
}

/** @throws {Refusal} in the order of who may ask before what is asked. */
function readRequest({ secret, now }: SpeakParts, event: HttpEvent): { words: string; language: Language } {
  const body = bodyOf(event);
  const signature = event.headers[SIGNATURE_HEADER.toLowerCase()];
  if (!isSigned(secret, body, signature, now?.() ?? new Date()))
    throw new Refusal('unauthenticated', 'The request is not signed, or was signed too long ago.');
  if (!/^application\/json\b/i.test(event.headers['content-type'] ?? ''))
    throw new Refusal('unsupported_media', 'Send application/json.');
  const { data, error } = speakSchema.safeParse(parseJson(body));
  if (error) {
    const issues = error.issues
      .slice(0, 10)
      .map(({ path, code }) => ({ path: path.map(String).join('.'), message: code }));
    throw new Refusal('invalid_payload', 'The request is not valid.', { issues });
  }
  const { language } = detectLanguage(data.text);
  const words = spokenText(data.text, language);
  if (words === '') {
    const issues = [{ path: 'text', message: 'nothing to say' }];
    throw new Refusal('invalid_payload', 'There is nothing to say in this text.', { issues });
  }
  return { words, language };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function soundKey(voice: string, words: string, ending: string): string {
  return `speech/${createHash('sha256').update(`${voice}\n${words}`).digest('hex')}.${ending}`;
}

interface Sound {
  key: string;
  words: string;
  language: Language;
}

/** @returns whether it had to be spoken. */
async function keepSound(
  { store }: SpeakParts,
  voice: Voice,
  { key, words, language }: Sound,
  voiceMs: number,
): Promise<boolean> {
  if (await store.head(key, AbortSignal.timeout(STORE_MS))) return false;
  const sound = await speakInTime(voice, words, language, voiceMs);
  await store.write(key, sound, { contentType: voice.contentType }, AbortSignal.timeout(STORE_MS));
  return true;
}

/** The end of the time counts even for a voice that does not hear of it. */
async function speakInTime(voice: Voice, words: string, language: Language, ms: number): Promise<Uint8Array> {
  const end = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new VoiceUnavailableError('The voice took too long.'));
      end.abort();
    }, ms);
  });
  try {
    const sound = await Promise.race([voice.speak(words, language, end.signal), over]);
    if (sound.length === 0 || sound.length > MOST_SOUND_BYTES)
      throw new VoiceUnavailableError(`The voice gave ${sound.length} bytes.`);
    return sound;
  } finally {
    clearTimeout(timer);
  }
}

function timeLeft(context: RunContext | undefined): number {
  return Math.max(
    1,
    Math.min(VOICE_MS, (context?.getRemainingTimeInMillis() ?? Number.POSITIVE_INFINITY) - RESERVE_MS),
  );
}

/** Those who ask for the same at the same time wait for one voice; only the first of them made something new. */
function shared(running: Map<string, Promise<boolean>>, key: string, work: () => Promise<boolean>): Promise<boolean> {
  const other = running.get(key);
  if (other) return other.then(() => false);
  const own = work().finally(() => running.delete(key));
  running.set(key, own);
  return own;
}

/** What the caller may know of a failure; the log gets the rest. */
function toRefusal({ log }: SpeakParts, error: unknown, requestId: string): Refusal {
  if (error instanceof Refusal) {
    log.info({ requestId, code: error.code }, 'A text was not spoken.');
    return error;
  }
  const name = error instanceof Error ? error.name : 'unknown';
  if (error instanceof VoiceUnavailableError || error instanceof ObjectStoreUnavailableError) {
    log.warn({ requestId, error: name, reason: error.message }, 'A text could not be spoken now.');
    return new Refusal('unavailable', 'The voice is busy or away. Try again.', {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  }
  log.error({ requestId, error: name }, 'A text could not be spoken.');
  return new Refusal('internal', 'Something went wrong on our side.');
}
