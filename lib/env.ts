/** The only place that reads the environment. One schema for each thing a function may need. */
import * as z from 'zod/mini';
import type { AtlasCredential } from './atlas/credentials.ts';
import { allowedTargets } from './restores/target-guard.ts';

const filled = z.string().check(z.minLength(1));

/** What travels as JSON text. */
const jsonText = z.pipe(
  z.string(),
  z.transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.issues.push({ code: 'custom', message: 'is not JSON', input: text });
      return z.NEVER;
    }
  }),
);

export const environment = {
  ledger: z.object({ LEDGER_TABLE: filled }),
  atlas: z.object({ ATLAS_BASE_URL: z.url(), ATLAS_SECRET_ID: filled }),
  workflows: z.object({ RESTORE_STATE_MACHINE_ARN: filled }),
  guard: z.object({
    /** JSON: the allow-list of targets. */
    ALLOWED_TARGETS: z.pipe(jsonText, allowedTargets),
    /** Whether data may be carried out of Atlas by download. */
    ALLOW_DOWNLOAD: z.enum(['true', 'false']),
  }),
  /** A row of the operations table. */
  endpoint: z.object({ OPERATION: filled }),
} as const;

export type Need = keyof typeof environment;

/** Says which variables are wrong, never what they hold. */
export class EnvironmentInvalid extends Error {
  override name = 'EnvironmentInvalid' as const;

  constructor(variables: readonly string[]) {
    super(`Environment variables are missing or wrong: ${variables.join(', ')}.`);
  }
}

export function parseEnvironment<Name extends Need>(
  need: Name,
  variables: Readonly<Record<string, string | undefined>>,
): z.output<(typeof environment)[Name]> {
  const parsed = environment[need].safeParse(variables);
  if (parsed.success) return parsed.data as z.output<(typeof environment)[Name]>;
  throw new EnvironmentInvalid([...new Set(parsed.error.issues.map(({ path }) => String(path[0])))]);
}

export const readEnvironment = (): Readonly<Record<string, string | undefined>> => process.env;

/** On one machine: the credentials under the names that the Atlas CLI uses. Undefined when neither pair is there. */
export function readAtlasCredential(): AtlasCredential | undefined {
  const {
    MONGODB_ATLAS_CLIENT_ID: clientId,
    MONGODB_ATLAS_CLIENT_SECRET: clientSecret,
    MONGODB_ATLAS_PUBLIC_API_KEY: publicKey,
    MONGODB_ATLAS_PRIVATE_API_KEY: privateKey,
  } = process.env;
  if (clientId && clientSecret) return { kind: 'serviceAccount', clientId, clientSecret };
  if (publicKey && privateKey) return { kind: 'apiKey', publicKey, privateKey };
  return undefined;
}
