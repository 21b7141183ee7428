/** Atlas with the credential of one secret: of whoever restores, or of whoever owns the targets of drills. */
import type { TokenStore } from '../atlas/auth/token.ts';
import { AtlasClient } from '../atlas/client.ts';
import type { AtlasCredential } from '../atlas/credentials.ts';
import type { CallTable } from '../atlas/operations.ts';
import type { AwsConnection } from '../aws/connection.ts';
import { Secrets } from '../aws/secrets.ts';
import type { Platform } from './services.ts';

export interface AtlasAccess {
  readonly baseUrl: string;
  readonly secretId: string;
  /** Where containers share access tokens, and whose: without both each container has its own. */
  readonly tokenTable: string | undefined;
  readonly tokenRole: string | undefined;
  /** @default all but what drills need: who does not name them has none in its bundle */
  readonly table?: CallTable;
}

export interface AtlasWithCredential {
  readonly client: AtlasClient;
  /** @param refresh what was kept was refused, read it again */
  readonly credential: (refresh: boolean) => Promise<AtlasCredential>;
}

export function atlasAs(
  { baseUrl, secretId, tokenTable, tokenRole, table }: AtlasAccess,
  { aws, clock, log }: Platform,
): AtlasWithCredential {
  const secrets = new Secrets(aws.secrets);
  const credential = (refresh: boolean) => secrets.atlasCredential(secretId, refresh);
  const tokens =
    tokenTable && tokenRole ? tokensOf({ table: tokenTable, role: tokenRole }, aws.tokens) : undefined;
  const options = { ...(table && { table }), ...(tokens && { tokens }) };
  return { client: new AtlasClient({ baseUrl, credential, clock, log, ...options }), credential };
}

/** Loaded when a token is wanted: a function that only reads has no other need of DynamoDB. */
function tokensOf(options: { table: string; role: string }, connection: AwsConnection): TokenStore {
  let table: Promise<TokenStore> | undefined;
  const load = async () => {
    const { TokenTable } = await import('../aws/tokens.ts');
    return new TokenTable(options, connection);
  };
  const loaded = () => {
    table ??= load();
    return table;
  };
  return {
    read: async (...given) => (await loaded()).read(...given),
    claim: async (...given) => (await loaded()).claim(...given),
    write: async (...given) => (await loaded()).write(...given),
    release: async (...given) => (await loaded()).release(...given),
  };
}
