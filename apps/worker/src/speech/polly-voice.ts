import { PollyClient, PollyServiceException, SynthesizeSpeechCommand } from '@aws-sdk/client-polly';
import { MOST_SOUND_BYTES, type Voice, VoiceUnavailableError } from './voice.js';
import { type Language, pollyVoices } from './voices.js';

/** Answers of Amazon Polly that another try cannot mend. */
const FINAL = new Set([
  'TextLengthExceededException',
  'InvalidSsmlException',
  'LanguageNotSupportedException',
  'EngineNotSupportedException',
  'ValidationException',
]);

/**
 * Amazon Polly, neural engine, plain text. One try a call: whoever asks is waiting, and may ask again. Region, credentials and
 * endpoint come as the SDK finds them.
 */
export class PollyVoice implements Voice {
  readonly contentType = 'audio/mpeg';
  private readonly client: PollyClient;

  /** The SDK talks HTTP/2 with this service; the caller's signal bounds each step, connecting too. */
  constructor(region?: string) {
    process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
    this.client = new PollyClient({ ...(region && { region }), maxAttempts: 1 });
  }

  nameIn(language: Language): string {
    return `polly ${pollyVoices[language].id}`;
  }

  async speak(text: string, language: Language, signal: AbortSignal): Promise<Uint8Array> {
    const { id, code } = pollyVoices[language];
    try {
      const { AudioStream } = await this.client.send(
        new SynthesizeSpeechCommand({
          Engine: 'neural',
          LanguageCode: code,
          OutputFormat: 'mp3',
          SampleRate: '24000',
          Text: text,
          TextType: 'text',
          VoiceId: id,
        }),
        { abortSignal: signal },
      );
      return await readBounded(AudioStream, signal);
    } catch (error) {
      if (error instanceof PollyServiceException && FINAL.has(error.name)) throw error;
      throw new VoiceUnavailableError('Amazon Polly did not speak.', { cause: error });
    }
  }

  close(): void {
    this.client.destroy();
  }
}

/** @throws {VoiceUnavailableError} for too many bytes, none, or when the time is over. */
async function readBounded(stream: unknown, signal: AbortSignal): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of isIterable(stream) ? stream : []) {
    if (!(chunk instanceof Uint8Array)) continue;
    bytes += chunk.length;
    if (bytes > MOST_SOUND_BYTES || signal.aborted) throw new VoiceUnavailableError('Too much sound, or too late.');
    chunks.push(Buffer.from(chunk));
  }
  if (bytes === 0) throw new VoiceUnavailableError('There was no sound.');
  return Buffer.concat(chunks);
}

function isIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
