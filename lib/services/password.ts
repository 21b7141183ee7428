/** What `verify` needs of the drill owner: the password of the temporary user. It calls nothing of Atlas. */
import * as z from 'zod/mini';
import { Secrets } from '../aws/secrets.ts';
import { drillPassword } from '../drills/target/password.ts';
import { filled } from '../env.ts';
import { part } from './services.ts';

export const password = part('password', {
  environment: z.object({ OWNER_SECRET_ID: filled }),
  connect({ OWNER_SECRET_ID }, { aws }) {
    const secrets = new Secrets(aws.secrets);
    return {
      owner: {
        passwordOf: async (id) => drillPassword(await secrets.atlasCredential(OWNER_SECRET_ID, false), id),
      },
    };
  },
});
