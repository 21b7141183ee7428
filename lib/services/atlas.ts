import * as z from 'zod/mini';
import { filled } from '../env.ts';
import { atlasAs } from './atlas-as.ts';
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
  connect({ ATLAS_BASE_URL, ATLAS_SECRET_ID, TOKEN_TABLE, TOKEN_ROLE }, platform) {
    const access = {
      baseUrl: ATLAS_BASE_URL,
      secretId: ATLAS_SECRET_ID,
      tokenTable: TOKEN_TABLE,
      tokenRole: TOKEN_ROLE,
    };
    return { atlas: atlasAs(access, platform).client };
  },
});
