/** Atlas as the drill owner, whose credential reaches the drill project only. */
import * as z from 'zod/mini';
import { allCalls } from '../atlas/all-operations.ts';
import { AtlasClient } from '../atlas/client.ts';
import { Secrets } from '../aws/secrets.ts';
import { drillPassword } from '../drills/target/password.ts';
import { filled } from '../env.ts';
import { tokensOf } from './atlas.ts';
import { part } from './services.ts';

export const owner = part('owner', {
  environment: z.object({
    ATLAS_BASE_URL: z.url(),
    /** Name or ARN. */
    OWNER_SECRET_ID: filled,
    TOKEN_TABLE: z.optional(filled),
    OWNER_TOKEN_ROLE: z.optional(filled),
  }),
  connect({ ATLAS_BASE_URL, OWNER_SECRET_ID, TOKEN_TABLE, OWNER_TOKEN_ROLE }, { aws, clock, log }) {
    const secrets = new Secrets(aws.secrets);
    const credential = (refresh: boolean) => secrets.atlasCredential(OWNER_SECRET_ID, refresh);
    const tokens =
      TOKEN_TABLE && OWNER_TOKEN_ROLE
        ? tokensOf({ table: TOKEN_TABLE, role: OWNER_TOKEN_ROLE }, aws.tokens)
        : undefined;
    const atlas = new AtlasClient({
      baseUrl: ATLAS_BASE_URL,
      table: allCalls,
      credential,
      clock,
      log,
      ...(tokens && { tokens }),
    });
    return { owner: { atlas, passwordOf: async (id) => drillPassword(await credential(false), id) } };
  },
});
