import * as z from 'zod/mini';
import type { TokenStore } from '../atlas/auth/token.ts';
import { AtlasClient } from '../atlas/client.ts';
import type { AwsConnection } from '../aws/connection.ts';
import { Secrets } from '../aws/secrets.ts';
import { filled } from '../env.ts';
import { part } from './services.ts';

export const atlas = part('atlas', {
  environment: z.object({
    ATLAS_BASE_URL: z.url(),
    /** Name or ARN. Functions that only read and functions that restore may have different ones. */
    ATLAS_SECRET_ID: filled,
    /** Where containers share access tokens, and whose: absent on one machine, which has one process. */
    TOKEN_TABLE: z.optional(filled),
    TOKEN_ROLE: z.optional(filled),
  }),
  connect({ ATLAS_BASE_URL, ATLAS_SECRET_ID, TOKEN_TABLE, TOKEN_ROLE }, { aws, clock, log }) {
    const secrets = new Secrets(aws.secrets);
    const credential = (refresh: boolean) => secrets.atlasCredential(ATLAS_SECRET_ID, refresh);
    const tokens =
      TOKEN_TABLE && TOKEN_ROLE ? tokensOf({ table: TOKEN_TABLE, role: TOKEN_ROLE }, aws.tokens) : undefined;
    const client = new AtlasClient({
      baseUrl: ATLAS_BASE_URL,
      credential,
      clock,
      log,
      ...(tokens && { tokens }),
    });
    return { atlas: client };
  },
});

/** Loaded when a token is wanted: a function that only reads has no other need of DynamoDB. */
export function tokensOf(options: { table: string; role: string }, connection: AwsConnection): TokenStore {
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
