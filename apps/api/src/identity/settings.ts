import { defaultSettings, type Settings, settingsSchema } from '@tertulia/contract';
import * as z from 'zod/mini';

const someSettings = z.partial(settingsSchema);

/** The settings of a person: what they chose and is still valid, the defaults for everything else. */
export function toSettings(stored: object | null): Settings {
  const valid = Object.entries(stored ?? {}).filter(([key, value]) => someSettings.safeParse({ [key]: value }).success);
  return settingsSchema.parse({ ...defaultSettings, ...Object.fromEntries(valid) });
}
