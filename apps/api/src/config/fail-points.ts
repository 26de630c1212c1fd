import * as z from 'zod';

/**
 * Errors that a fault run may plant in the product, each to be found by the checker under its own name, and places where the
 * process ends or stands still. Refused in production.
 */
export const failPointNames = [
  'ack-before-commit',
  'publish-before-commit',
  'skip-dedupe',
  'skip-gap-repair',
  'crash-before-publish',
  'crash-before-ack',
  'block-on-signal',
] as const;

/** One planted error; `at` says at which occasion it strikes, counted from the start of the process. */
export interface FailPoint {
  name: (typeof failPointNames)[number];
  at: number;
}

const failPointSchema = z
  .templateLiteral([z.enum(failPointNames), z.enum(['', ':']), z.string().regex(/^\d{0,9}$/)])
  .transform((text): FailPoint => {
    const [name, at] = text.split(':');
    return { name: z.enum(failPointNames).parse(name), at: Number(at) || 1 };
  });

/** `name` or `name:occasion`, comma-separated. */
export const failPointsSchema = z
  .string()
  .default('')
  .transform((value) =>
    value
      .split(',')
      .map((item) => item.trim())
      .filter(Boolean),
  )
  .pipe(z.array(failPointSchema));
