const TONES = [659.25, 880];
const TONE_SECONDS = 0.12;
const LOUDNESS = 0.08;
const SHORTEST_INTERVAL_MS = 3_000;

let lastAt = 0;

/** Two short, soft tones; not again for three seconds, whatever comes. A browser without sound, or before the first touch of the page, is silent. */
export function playMentionSound(now: number): void {
  if (typeof AudioContext !== 'function' || now - lastAt < SHORTEST_INTERVAL_MS) return;
  lastAt = now;
  const context = new AudioContext();
  const volume = context.createGain();
  volume.connect(context.destination);
  const end = context.currentTime + TONE_SECONDS * (TONES.length + 1);
  volume.gain.setValueAtTime(LOUDNESS, context.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, end);
  TONES.forEach((frequency, index) => {
    const tone = context.createOscillator();
    tone.frequency.value = frequency;
    tone.connect(volume);
    tone.start(context.currentTime + index * TONE_SECONDS);
    tone.stop(context.currentTime + (index + 1) * TONE_SECONDS);
    if (index === TONES.length - 1) tone.onended = () => void context.close();
  });
}
