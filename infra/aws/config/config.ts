/** What `atlas-restore.config.ts` may say. Each field's default is in its docstring; a mistake is a sentence that names the field. */
import * as z from 'zod';
import { allowedTargets } from '../../../lib/restores/target-guard.ts';

const arn = (service: string) =>
  z.string().regex(new RegExp(`^arn:aws[\\w-]*:${service}:`), `must be an ARN of ${service}`);

/** How the service gets a secret of Atlas: one that is there, or one that the stack makes for somebody to fill in. */
const secret = z.union([
  z.strictObject({
    /** Complete ARN of a secret `{ clientId, clientSecret, orgId? }` or `{ publicKey, privateKey }`. */
    arn: arn('secretsmanager'),
  }),
  z.strictObject({
    create: z.literal(true),
    /** Secrets Manager rotates the service account by itself, so often. Default: it does not. */
    rotateEveryDays: z.int().min(1).max(365).optional(),
  }),
]);
export type AtlasSecret = z.output<typeof secret>;

const scopes = z.strictObject({
  read: z.string().min(1).default('read'),
  restore: z.string().min(1).default('restore'),
  download: z.string().min(1).default('download'),
  drill: z.string().min(1).default('drill'),
});
export type Scopes = z.output<typeof scopes>;

const authorization = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('iam') }),
  z.strictObject({
    type: z.literal('jwt'),
    /** Issuer of the tokens, an https URL. */
    issuer: z.url({ protocol: /^https$/ }),
    /** `aud` of the tokens, or their `client_id` where they have none. */
    audience: z.array(z.string().min(1)).min(1).readonly(),
    /** Scope of each kind of route. Default: read, restore, download, drill. */
    scopes: scopes.prefault({}),
    /**
     * The issuer's token endpoint. With it `/api/oauth/token` hands client-credentials requests on to it, so that
     * official Atlas tools sign in by changing their base URL. Default: there is no such route.
     */
    tokenEndpoint: z.url({ protocol: /^https$/ }).optional(),
  }),
]);
export type Authorization = z.output<typeof authorization>;

export const configSchema = z.strictObject({
  /** Name of the stack, and the beginning of every name in it. Default: atlas-restore. */
  name: z
    .string()
    .regex(/^[a-zA-Z][a-zA-Z0-9-]{0,39}$/, 'must begin with a letter and hold up to 40 of a-z A-Z 0-9 -')
    .default('atlas-restore'),
  atlas: z
    .strictObject({
      /** Default: Atlas itself. */
      baseUrl: z.url().default('https://cloud.mongodb.com'),
      /** For what only looks: status, snapshots, plans. Default: a new secret, to be filled in. */
      readerSecret: secret.default({ create: true }),
      /** For what changes something: creates, cancels, snapshots. Default: a new secret, to be filled in. */
      restorerSecret: secret.default({ create: true }),
    })
    .prefault({}),
  /**
   * Which deployments may be overwritten: project, name pattern (`*` for any run of characters), and whether the target
   * is disposable. Without that mark it is protected. Default: none.
   */
  allowedTargets: z.array(z.custom<z.input<typeof allowedTargets>[number]>()).default([]),
  /** Whether data may be carried out of Atlas by download. Default: false. */
  allowDownload: z.boolean().default(false),
  /** Who may call the HTTP API. Default: IAM. */
  authorization: authorization.default({ type: 'iam' }),
  /** Bus on which events of restores are put. Default: the account's own. */
  eventBusName: z
    .string()
    .regex(/^[\w./-]{1,256}$/, 'must be the name of an event bus')
    .default('default'),
  throttling: z
    .strictObject({
      /** Requests a second, in the mean. Default: 20, far above what Atlas' own limit lets through. */
      rate: z.number().min(1).max(10_000).default(20),
      /** Requests at once. Default: 50. */
      burst: z.int().min(1).max(5_000).default(50),
    })
    .prefault({}),
  /** Origins of web pages that may call the API. Default: none. */
  corsOrigins: z.array(z.url()).default([]),
  /** How long logs are kept. Default: 90 days. */
  logRetentionDays: z
    .union([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731].map((days) => z.literal(days)))
    .default(90),
  /** Encrypts ledger, logs, queues and created secrets by a key of the customer's own. Default: AWS' keys. */
  customerManagedKey: z.boolean().default(false),
  /** The functions' network. It must reach Atlas and AWS' services. Default: Lambda's own. */
  vpc: z
    .strictObject({
      vpcId: z.string().regex(/^vpc-[0-9a-f]+$/, 'must be the id of a VPC'),
      availabilityZones: z.array(z.string()).min(1),
      privateSubnetIds: z.array(z.string().regex(/^subnet-[0-9a-f]+$/, 'must be ids of subnets')).min(1),
      securityGroupIds: z.array(z.string().regex(/^sg-[0-9a-f]+$/, 'must be ids of security groups')).min(1),
    })
    .optional(),
  /** Topic that alarms are sent to. Default: alarms tell nobody. */
  alarmTopicArn: arn('sns').optional(),
  /** Where your people read the documents of this repository, for the links in alarms. Default: docs, a path in it. */
  docsUrl: z.string().min(1).default('docs'),
  /** Tags of everything. Default: none. */
  tags: z.record(z.string(), z.string()).default({}),
  /** Whether the ledger and the secrets outlive the stack. Default: true. */
  retainData: z.boolean().default(true),
});

/** As it is written. */
export type AtlasRestoreConfigInput = z.input<typeof configSchema>;
/** With its defaults. */
export type AtlasRestoreConfig = z.output<typeof configSchema>;

/** For `atlas-restore.config.ts`: the editor knows the fields. */
export const defineConfig = (config: AtlasRestoreConfigInput): AtlasRestoreConfigInput => config;

export class ConfigInvalid extends Error {
  override name = 'ConfigInvalid' as const;
}

/** @throws {ConfigInvalid} with a sentence for each mistake */
export function readConfig(input: unknown): AtlasRestoreConfig {
  const parsed = configSchema.safeParse(input);
  const mistakes = parsed.success ? [] : parsed.error.issues.flatMap((issue) => sentences(issue));
  if (parsed.success) {
    const targets = allowedTargets.safeParse(parsed.data.allowedTargets);
    if (targets.success) return parsed.data;
    mistakes.push(...targets.error.issues.flatMap((issue) => sentences(issue, ['allowedTargets'])));
  }
  throw new ConfigInvalid(`atlas-restore.config.ts: ${mistakes.join(' ')}`);
}

type Issue = z.core.$ZodIssue;

function sentences(issue: Issue, before: readonly PropertyKey[] = []): string[] {
  const path = [...before, ...issue.path];
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => `${[...path, key].join('.')} is not a field.`);
  if (issue.code === 'invalid_union') {
    const closest = [...issue.errors].sort((a, b) => a.length - b.length)[0]?.[0];
    if (closest !== undefined) return sentences(closest, path);
  }
  const field = path.length === 0 ? 'The configuration' : path.join('.');
  const said = issue.message.replace(/^Invalid input: /, '').replace(/\.$/, '');
  return [`${field}: ${said}.`];
}
