/** The only place that reads the environment, and what its schemas share. */
import * as z from 'zod/mini';
import type { AtlasCredential } from './atlas/credentials.ts';

export const filled = z.string().check(z.minLength(1));

/** What travels as JSON text. */
export const jsonText = z.pipe(
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

export type Variables = Readonly<Record<string, string | undefined>>;

/** Says which variables are wrong, never what they hold. */
export class EnvironmentInvalid extends Error {
  override name = 'EnvironmentInvalid' as const;

  constructor(variables: readonly string[]) {
    super(`Environment variables are missing or wrong: ${variables.join(', ')}.`);
  }
}

/** @throws {EnvironmentInvalid} */
export function parseEnvironment<Schema extends z.ZodMiniType>(
  schema: Schema,
  variables: Variables,
): z.output<Schema> {
  const parsed = z.safeParse(schema, variables);
  if (parsed.success) return parsed.data;
  throw new EnvironmentInvalid([...new Set(parsed.error.issues.map(({ path }) => String(path[0])))]);
}

export const readEnvironment = (): Variables => process.env;

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
