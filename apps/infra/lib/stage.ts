import { readFileSync } from 'node:fs';
import * as z from 'zod';

const host = z
  .string()
  .regex(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/, 'must be a host name in small letters');
const subnets = z.array(z.string().regex(/^subnet-[0-9a-f]{8,17}$/)).length(2);
const address = z.ipv4();

/** A network made for the chat, or one that is there (S4-29): its parts are named, nothing is looked up. */
const networkSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('new'), cidr: z.cidrv4(), natGateways: z.int().min(1).max(2) }),
  z.strictObject({
    kind: z.literal('existing'),
    vpcId: z.string().regex(/^vpc-[0-9a-f]{8,17}$/),
    cidr: z.cidrv4(),
    availabilityZones: z.array(z.string()).length(2),
    publicSubnetIds: subnets,
    privateSubnetIds: subnets,
    dataSubnetIds: subnets,
    /** Public addresses of its NAT gateways: from them the smoke test comes. */
    egressAddresses: z.array(address).min(1).max(4),
  }),
]);

/** What the nodes run on: ECS on instances of an Auto Scaling group, or Fargate. */
const capacitySchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('fargate') }),
  z
    .strictObject({
      kind: z.literal('ec2-asg'),
      /** Of the ARM families, as the image is. */
      instanceType: z.string().regex(/^[a-z]+\d+g[a-z]*\.[a-z0-9]+$/, 'must be a type with an ARM processor'),
      minInstances: z.int().min(2),
      maxInstances: z.int().max(40),
    })
    .refine(({ minInstances, maxInstances }) => maxInstances >= 2 * minInstances, {
      message: 'must be twice minInstances: blue and green run beside each other',
      path: ['maxInstances'],
    }),
]);

const stageSchema = z
  .strictObject({
    name: z.string().regex(/^[a-z][a-z0-9-]{1,15}$/),
    owner: z.string().min(1),
    region: z.string().regex(/^[a-z]{2}-[a-z]+-\d$/),
    /** Where people open the chat; the API is `api.` and pictures are `media.` of it. */
    domain: host,
    hostedZone: z.strictObject({ id: z.string().regex(/^Z[A-Z0-9]{5,31}$/), name: host }),
    /** CloudFront takes certificates of us-east-1 alone: for any other region one is made by hand and named here. */
    cdnCertificateArn: z.string().startsWith('arn:aws:acm:us-east-1:').optional(),
    network: networkSchema,
    capacity: capacitySchema,
    service: z
      .strictObject({
        cpu: z.int().min(256).max(16_384),
        memoryMiB: z.int().min(512).max(65_536),
        minTasks: z.int().min(2),
        maxTasks: z.int().max(100),
        connectionsPerTask: z.int().min(50).max(20_000),
        bakeMinutes: z.int().min(5).max(240),
      })
      .refine(({ minTasks, maxTasks }) => maxTasks >= minTasks, {
        message: 'must not be below minTasks',
        path: ['maxTasks'],
      }),
    database: z.strictObject({
      instanceType: z.string().regex(/^[a-z0-9]+\.[a-z0-9]+$/),
      isMultiAz: z.boolean(),
      storageGiB: z.int().min(20),
      mostStorageGiB: z.int().min(20),
      backupDays: z.int().min(7).max(35),
      /** Connections of one node; all nodes together, blue and green, must find room. */
      poolPerTask: z.int().min(2).max(200),
    }),
    cache: z.strictObject({ nodeType: z.string().startsWith('cache.'), replicas: z.int().min(0).max(5) }),
    work: z.strictObject({
      /** A new account has few concurrent functions, of which none may be reserved. */
      isConcurrencyReserved: z.boolean(),
      analyser: z.enum(['lexicon', 'comprehend']),
      partnerEventSources: z.array(z.string().startsWith('aws.partner/')).max(5),
    }),
    mail: z.strictObject({ perDay: z.int().min(1), perSecond: z.int().min(1) }),
    logs: z.strictObject({ retentionDays: z.union([z.literal(14), z.literal(30), z.literal(90), z.literal(365)]) }),
    budgetDollars: z.int().min(10),
    alerts: z.strictObject({
      emails: z.array(z.email()).min(1),
      slack: z.strictObject({ workspaceId: z.string(), channelId: z.string() }).optional(),
    }),
    source: z.strictObject({
      connectionArn: z
        .string()
        .regex(/^arn:aws:code(connections|star-connections):[a-z0-9-]+:\d{12}:connection\/[0-9a-f-]+$/),
      repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/),
      branch: z.string().min(1),
      /** A repository of CodeCommit whose pushes are told as well; where an account still has one. */
      codeCommit: z.string().optional(),
    }),
  })
  .superRefine((stage, context) => {
    const complain = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
    if (stage.domain !== stage.hostedZone.name && !stage.domain.endsWith(`.${stage.hostedZone.name}`))
      complain(['domain'], 'must lie in the hosted zone');
    if (stage.region !== 'us-east-1' && stage.cdnCertificateArn === undefined)
      complain(['cdnCertificateArn'], 'must name a certificate outside of us-east-1');
    if (stage.database.mostStorageGiB < stage.database.storageGiB)
      complain(['database', 'mostStorageGiB'], 'must not be below storageGiB');
  });

/** One whole installation: sizes, names, and who is told. */
export type Stage = z.output<typeof stageSchema>;

/** The configuration of a stage is wrong: one sentence for each value. */
export class StageError extends Error {
  override name = 'StageError';
}

/** @throws {StageError} that names each wrong value. */
export function parseStage(input: unknown): Stage {
  const parsed = stageSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new StageError(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}.`).join(' '));
}

/** Reads `stages/<name>.json`. @throws {StageError} also when there is none. */
export function readStage(root: URL, name: string): Stage {
  let text: string;
  try {
    text = readFileSync(new URL(`stages/${name}.json`, root), 'utf8');
  } catch {
    throw new StageError(`There is no stages/${name}.json.`);
  }
  return parseStage(JSON.parse(text));
}
