import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { infraRoot } from '../lib/product.js';
import { readStage, type Stage } from '../lib/stage.js';

export const stageNames = ['minimal', 'production'] as const;
export const concerns = [
  'Operations',
  'Network',
  'Data',
  'Dns',
  'Web',
  'Mail',
  'Work',
  'Edge',
  'Capacity',
  'Migration',
  'Api',
  'Alarms',
  'Pipeline',
] as const;
export type Concern = (typeof concerns)[number];

/** Any value of a template. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
const jsonSchema: z.ZodType<Json> = z.json();
const templateSchema = z.object({
  Resources: z.record(
    z.string(),
    z.looseObject({
      Type: z.string(),
      Properties: z.record(z.string(), jsonSchema).default({}),
      DeletionPolicy: z.string().optional(),
    }),
  ),
});

export interface Resource {
  concern: Concern;
  id: string;
  type: string;
  /** To be changed by a test that breaks something. */
  properties: Record<string, Json>;
  deletionPolicy: string | undefined;
}

const seenSchema = z.object({ seconds: z.number(), used: z.array(z.number()) });

/** The templates of one stage, as they were made. */
export class Templates {
  private constructor(
    readonly stage: Stage,
    public resources: Resource[],
    readonly seen: z.output<typeof seenSchema>,
  ) {}

  static read(name: string): Templates {
    const file = (path: string) => readFileSync(new URL(`dist/templates/${name}/${path}`, infraRoot), 'utf8');
    const resources = concerns.flatMap((concern) =>
      Object.entries(templateSchema.parse(JSON.parse(file(`Tertulia-${name}-${concern}.template.json`))).Resources).map(
        ([id, { Type, Properties, DeletionPolicy }]) => ({
          concern,
          id,
          type: Type,
          properties: Properties,
          deletionPolicy: DeletionPolicy,
        }),
      ),
    );
    return new Templates(readStage(infraRoot, name), resources, seenSchema.parse(JSON.parse(file('seen.json'))));
  }

  /** The same once more, to be broken. */
  copy(): Templates {
    return new Templates(this.stage, structuredClone(this.resources), this.seen);
  }

  all(type: string, concern?: Concern): Resource[] {
    return this.resources.filter((one) => one.type === type && (concern === undefined || one.concern === concern));
  }

  /** The only one of a kind. @throws {Error} when there is none, or more than one. */
  one(type: string, concern?: Concern, id = ''): Resource {
    const found = this.all(type, concern).filter((one) => one.id.includes(id));
    if (found.length === 1 && found[0]) return found[0];
    throw new Error(`There are ${found.length} of ${type} ${id} in ${concern ?? 'all stacks'}.`);
  }

  /** Takes away what a test says it depends on. */
  remove(choose: (one: Resource) => boolean): void {
    const left = this.resources.filter((one) => !choose(one));
    if (left.length === this.resources.length) throw new Error('There was nothing to take away.');
    this.resources = left;
  }
}

/** The value at a path such as `A.0.B`; undefined where there is none. */
export function at(value: Json | Record<string, Json> | undefined, path: string): Json | undefined {
  let current: Json | undefined = value;
  for (const key of path.split('.')) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = Array.isArray(current) ? current[Number(key)] : current[key];
  }
  return current;
}

/** Puts a value at a path that is there. @throws {Error} where the path leads nowhere. */
export function put(value: Record<string, Json>, path: string, next: Json | undefined): void {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const parent = keys.length === 0 ? value : at(value, keys.join('.'));
  if (typeof parent !== 'object' || parent === null) throw new Error(`${path} leads nowhere.`);
  if (Array.isArray(parent)) {
    if (next === undefined) parent.splice(Number(last), 1);
    else parent[Number(last)] = next;
  } else if (next === undefined) delete parent[last];
  else parent[last] = next;
}

/** A value as one text, references by the names in them: for looking for something in it. */
export function text(value: Json | Record<string, Json> | undefined): string {
  return JSON.stringify(value ?? null);
}

/** A list, whatever is there. */
export function list(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}
