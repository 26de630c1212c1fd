import * as z from 'zod';

/**
 * Policies of forms as Amazon S3 reads them (API reference, "POST policy"): the disk store signs the same ones, and the fake of
 * S3 in the tests judges by them.
 */
const policySchema = z.object({
  expiration: z.iso.datetime(),
  conditions: z.array(
    z.union([
      z.tuple([z.literal('content-length-range'), z.int().min(0), z.int().min(0)]),
      z.tuple([z.enum(['eq', 'starts-with']), z.string().startsWith('$'), z.string()]),
      z.record(z.string(), z.string()),
    ]),
  ),
});

/** Fields that no condition has to name. */
const FREE = new Set(['policy', 'x-amz-signature', 'signature', 'file', 'awsaccesskeyid']);

/** What a form may be used for. */
export type PostVerdict =
  { isAllowed: true; least: number; most: number } | { isAllowed: false; why: 'policy' | 'expired' | 'field' };

/** Holds the fields of a form to its policy: each condition must hold, and each field must have one. */
export function judgePost(encoded: string, fields: Readonly<Record<string, string>>, now: Date): PostVerdict {
  const policy = policySchema.safeParse(decode(encoded));
  if (!policy.success) return { isAllowed: false, why: 'policy' };
  if (Date.parse(policy.data.expiration) <= now.getTime()) return { isAllowed: false, why: 'expired' };
  const given = new Map(Object.entries(fields).map(([name, value]) => [name.toLowerCase(), value]));
  const open = new Set([...given.keys()].filter((name) => !FREE.has(name) && !name.startsWith('x-ignore-')));
  let [least, most] = [0, Infinity];
  for (const condition of policy.data.conditions) {
    if (Array.isArray(condition) && condition[0] === 'content-length-range') {
      [least, most] = [Math.max(least, Number(condition[1])), Math.min(most, Number(condition[2]))];
      continue;
    }
    for (const { name, value, isPrefix } of demandsOf(condition)) {
      const actual = given.get(name);
      if (actual === undefined || !(isPrefix ? actual.startsWith(value) : actual === value))
        return { isAllowed: false, why: 'field' };
      open.delete(name);
    }
  }
  return open.size > 0 ? { isAllowed: false, why: 'field' } : { isAllowed: true, least, most };
}

type Condition = z.output<typeof policySchema>['conditions'][number];

function demandsOf(condition: Condition): { name: string; value: string; isPrefix: boolean }[] {
  if (Array.isArray(condition)) {
    const [kind, field, value] = condition;
    return [{ name: String(field).slice(1).toLowerCase(), value: String(value), isPrefix: kind === 'starts-with' }];
  }
  return Object.entries(condition).map(([name, value]) => ({ name: name.toLowerCase(), value, isPrefix: false }));
}

function decode(encoded: string): unknown {
  try {
    return JSON.parse(Buffer.from(encoded, 'base64').toString('utf8'));
  } catch {
    return undefined;
  }
}
