/** What `atlas-restore.config.ts` may say. Each field's default is in its docstring; a mistake is a sentence that names the field. */

import * as z from 'zod/mini';
import { allowedTargets } from '../../../lib/restores/target-guard.ts';
import { sentencesOf, WORDS } from '../../config-mistakes.ts';
import { deployedDrills, drillMistakes } from './drills.ts';
import { vpc } from './vpc.ts';

/** A function's variables hold 4 KB together. */
const LONGEST_LIST = 3_000;

const filled = z.string().check(z.minLength(1));
const arn = (service: string) =>
  z.string().check(z.regex(new RegExp(`^arn:aws[\\w-]*:${service}:`), `must be an ARN of ${service}`));

/** How the service gets a secret of Atlas: one that is there, or one that the stack makes for somebody to fill in. */
const secret = z.union([
  z.strictObject({
    /** Complete ARN of a secret `{ clientId, clientSecret, orgId? }` or `{ publicKey, privateKey }`. */
    arn: arn('secretsmanager'),
  }),
  z.strictObject({
    create: z.literal(true),
    /** Secrets Manager rotates the service account by itself, so often. Default: it does not. */
    rotateEveryDays: z.optional(z.int().check(z.minimum(1), z.maximum(365))),
  }),
]);
export type AtlasSecret = z.output<typeof secret>;

const scopes = z.strictObject({
  read: z._default(filled, 'read'),
  restore: z._default(filled, 'restore'),
  download: z._default(filled, 'download'),
  drill: z._default(filled, 'drill'),
});
export type Scopes = z.output<typeof scopes>;

const authorization = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('iam') }),
  z.strictObject({
    type: z.literal('jwt'),
    /** Issuer of the tokens, an https URL. */
    issuer: z.url({ protocol: /^https$/ }),
    /** `aud` of the tokens, or their `client_id` where they have none. */
    audience: z.readonly(z.array(filled).check(z.minLength(1))),
    /** Scope of each kind of route. Default: read, restore, download, drill. */
    scopes: z.prefault(scopes, {}),
    /**
     * The issuer's token endpoint. With it `/api/oauth/token` hands client-credentials requests on to it, so that
     * official Atlas tools sign in by changing their base URL. Default: there is no such route.
     */
    tokenEndpoint: z.optional(z.url({ protocol: /^https$/ })),
  }),
]);
export type Authorization = z.output<typeof authorization>;

export const configSchema = z.strictObject({
  /** Name of the stack, and the beginning of every name in it. Default: atlas-restore. */
  name: z._default(
    z
      .string()
      .check(
        z.regex(
          /^[a-zA-Z][a-zA-Z0-9-]{0,39}$/,
          'must begin with a letter and hold up to 40 of a-z A-Z 0-9 -',
        ),
      ),
    'atlas-restore',
  ),
  atlas: z.prefault(
    z.strictObject({
      /** Default: Atlas itself. */
      baseUrl: z._default(z.url(), 'https://cloud.mongodb.com'),
      /** For what only looks: status, snapshots, plans. Default: a new secret, to be filled in. */
      readerSecret: z._default(secret, { create: true }),
      /** For what changes something: creates, cancels, snapshots. Default: a new secret, to be filled in. */
      restorerSecret: z._default(secret, { create: true }),
      /** For what drills make and delete, in the drill project only. Default: a new secret, where there are drills. */
      ownerSecret: z._default(secret, { create: true }),
    }),
    {},
  ),
  /**
   * Which deployments may be overwritten: project, name pattern (`*` for any run of characters), and whether the target
   * is disposable. Without that mark it is protected. Default: none.
   */
  allowedTargets: z._default(
    allowedTargets.check(
      z.refine((targets) => JSON.stringify(targets).length <= LONGEST_LIST, {
        error: `as JSON it must fit into ${LONGEST_LIST} characters: say more by name patterns`,
      }),
    ),
    [],
  ),
  /** Whether data may be carried out of Atlas by download. Default: false. */
  allowDownload: z._default(z.boolean(), false),
  /** Who may call the HTTP API. Default: IAM. */
  authorization: z._default(authorization, { type: 'iam' }),
  /** Bus on which events of restores are put. Default: the account's own. */
  eventBusName: z._default(
    z.string().check(z.regex(/^[\w./-]{1,256}$/, 'must be the name of an event bus')),
    'default',
  ),
  throttling: z.prefault(
    z.strictObject({
      /** Requests a second, in the mean. Default: 20, far above what Atlas' own limit lets through. */
      rate: z._default(z.number().check(z.minimum(1), z.maximum(10_000)), 20),
      /** Requests at once. Default: 50. */
      burst: z._default(z.int().check(z.minimum(1), z.maximum(5_000)), 50),
    }),
    {},
  ),
  /** Origins of web pages that may call the API. Default: none. */
  corsOrigins: z._default(z.array(z.url()), []),
  /** How long logs are kept. Default: 90 days. */
  logRetentionDays: z._default(
    z.literal([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731]),
    90,
  ),
  /** Encrypts ledger, logs, queues and created secrets by a key of the customer's own. Default: AWS' keys. */
  customerManagedKey: z._default(z.boolean(), false),
  /** The functions' network. It must reach Atlas and AWS' services. Default: Lambda's own. */
  vpc: z.optional(vpc),
  /** Topic that alarms are sent to. Default: alarms tell nobody. */
  alarmTopicArn: z.optional(arn('sns')),
  /** Where your people read the documents of this repository, for the links in alarms. Default: docs, a path in it. */
  docsUrl: z._default(filled, 'docs'),
  /** Tags of everything. Default: none. */
  tags: z._default(z.record(z.string(), z.string()), {}),
  /** Whether the ledger and the secrets outlive the stack. Default: true. */
  retainData: z._default(z.boolean(), true),
  /** Restore drills: their plans, and where they run (docs/deploy.md). Default: there are none. */
  drills: z.optional(deployedDrills),
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
  const parsed = z.safeParse(configSchema, input, { error: WORDS });
  const mistakes = parsed.success
    ? drillMistakes(parsed.data).map(({ path, message }) => `${path.join('.')}: ${message}.`)
    : parsed.error.issues.flatMap((issue) => sentencesOf(issue));
  if (parsed.success && mistakes.length === 0) return parsed.data;
  throw new ConfigInvalid(`atlas-restore.config.ts: ${mistakes.join(' ')}`);
}
