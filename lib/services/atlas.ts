import * as z from 'zod/mini';
import { AtlasClient } from '../atlas/client.ts';
import { Secrets } from '../aws/secrets.ts';
import { filled } from '../env.ts';
import { part } from './services.ts';

export const atlas = part('atlas', {
  environment: z.object({
    ATLAS_BASE_URL: z.url(),
    /** Name or ARN. Functions that only read and functions that restore may have different ones. */
    ATLAS_SECRET_ID: filled,
  }),
  connect({ ATLAS_BASE_URL, ATLAS_SECRET_ID }, { aws, clock, log }) {
    const secrets = new Secrets(aws.secrets);
    const credential = (refresh: boolean) => secrets.atlasCredential(ATLAS_SECRET_ID, refresh);
    return { atlas: new AtlasClient({ baseUrl: ATLAS_BASE_URL, credential, clock, log }) };
  },
});
