/** Atlas as the drill owner, whose credential reaches the drill project only. */
import * as z from 'zod/mini';
import { allCalls } from '../atlas/all-operations.ts';
import { drillPassword } from '../drills/target/password.ts';
import { filled } from '../env.ts';
import { atlasAs } from './atlas-as.ts';
import { part } from './services.ts';

export const owner = part('owner', {
  environment: z.object({
    ATLAS_BASE_URL: z.url(),
    /** Name or ARN. */
    OWNER_SECRET_ID: filled,
    TOKEN_TABLE: z.optional(filled),
    OWNER_TOKEN_ROLE: z.optional(filled),
  }),
  connect({ ATLAS_BASE_URL, OWNER_SECRET_ID, TOKEN_TABLE, OWNER_TOKEN_ROLE }, platform) {
    const access = {
      baseUrl: ATLAS_BASE_URL,
      secretId: OWNER_SECRET_ID,
      tokenTable: TOKEN_TABLE,
      tokenRole: OWNER_TOKEN_ROLE,
      table: allCalls,
    };
    const { client, credential } = atlasAs(access, platform);
    return {
      owner: { atlas: client, passwordOf: async (id) => drillPassword(await credential(false), id) },
    };
  },
});
