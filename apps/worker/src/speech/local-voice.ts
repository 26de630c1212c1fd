import { BoundedVoice } from './bounded-voice.js';
import { EspeakVoice } from './espeak-voice.js';
import { Text2wavVoice } from './text2wav-voice.js';
import type { Voice } from './voice.js';

/** The voice of this machine: espeak-ng if it is installed, else text2wav; null when there is neither. */
export async function findLocalVoice(): Promise<Voice | null> {
  const voice = (await EspeakVoice.find()) ?? Text2wavVoice.find();
  return voice && new BoundedVoice(voice);
}
