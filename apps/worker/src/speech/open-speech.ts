import type { WorkerEnvironment } from '../environment.js';
import { makeSpeakHandler } from '../handlers/speak.js';
import { openStore } from '../runtime/open-store.js';
import type { WorkerLog } from '../runtime/worker-log.js';
import type { HttpAnswer } from './http-event.js';
import { type HttpSettings, speechHttpSettings } from './http-settings.js';
import { findLocalVoice } from './local-voice.js';
import type { Voice } from './voice.js';

/** The handler that speaks, with the store and the voice that the environment names. */
export async function openSpeech(
  environment: WorkerEnvironment,
  log: WorkerLog,
): Promise<(event: unknown) => Promise<HttpAnswer>> {
  const store = await openStore(environment);
  const voice = await openVoice(environment.SPEECH_VOICE);
  log.info({ voice: voice?.nameIn('en') ?? 'none' }, 'The voice was chosen.');
  return makeSpeakHandler({ store, voice, secret: environment.JOBS_SECRET, settings: settingsOf(environment), log });
}

/** The settings of its address, the same for the handler and for whoever stands in front of it. */
export function settingsOf({ SPEECH_ORIGINS }: Pick<WorkerEnvironment, 'SPEECH_ORIGINS'>): HttpSettings {
  return speechHttpSettings(SPEECH_ORIGINS);
}

async function openVoice(kind: WorkerEnvironment['SPEECH_VOICE']): Promise<Voice | null> {
  if (kind === 'none') return null;
  if (kind === 'local') return findLocalVoice();
  // The SDK is large; who does not use it need not load it.
  const { PollyVoice } = await import('./polly-voice.js');
  return new PollyVoice();
}
