/** Atlas as the restorer, in the projects of targets: makes the user by which restored data is read, and takes it away. */
import { allCalls } from '../atlas/all-operations.ts';
import { AtlasClient } from '../atlas/client.ts';
import { Secrets } from '../aws/secrets.ts';
import { atlas, tokensOf } from './atlas.ts';
import { part } from './services.ts';

export const restorer = part('restorer', {
  environment: atlas.environment,
  connect({ ATLAS_BASE_URL, ATLAS_SECRET_ID, TOKEN_TABLE, TOKEN_ROLE }, { aws, clock, log }) {
    const secrets = new Secrets(aws.secrets);
    const credential = (refresh: boolean) => secrets.atlasCredential(ATLAS_SECRET_ID, refresh);
    const tokens =
      TOKEN_TABLE && TOKEN_ROLE ? tokensOf({ table: TOKEN_TABLE, role: TOKEN_ROLE }, aws.tokens) : undefined;
    const client = new AtlasClient({
      baseUrl: ATLAS_BASE_URL,
      table: allCalls,
      credential,
      clock,
      log,
      ...(tokens && { tokens }),
    });
    return { restorer: client };
  },
});
