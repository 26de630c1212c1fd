/**
 * A program that writes a WAV file into a pipe cannot go back to its beginning and write how long it became. Browsers then do not
 * know how long it lasts, so the two lengths are put right.
 * @returns the same bytes if they are no WAV file of the common form.
 */
export function withWholeHeader(sound: Buffer): Buffer {
  if (sound.length < 44 || sound.toString('latin1', 0, 4) !== 'RIFF' || sound.toString('latin1', 36, 40) !== 'data')
    return sound;
  const whole = Buffer.from(sound);
  whole.writeUInt32LE(sound.length - 8, 4);
  whole.writeUInt32LE(sound.length - 44, 40);
  return whole;
}
