/** Atlas as the restorer, in the projects of targets: makes the user by which restored data is read, and takes it away. */
import { allCalls } from '../atlas/all-operations.ts';
import { atlas } from './atlas.ts';
import { atlasAs } from './atlas-as.ts';
import { part } from './services.ts';

export const restorer = part('restorer', {
  environment: atlas.environment,
  connect({ ATLAS_BASE_URL, ATLAS_SECRET_ID, TOKEN_TABLE, TOKEN_ROLE }, platform) {
    const access = {
      baseUrl: ATLAS_BASE_URL,
      secretId: ATLAS_SECRET_ID,
      tokenTable: TOKEN_TABLE,
      tokenRole: TOKEN_ROLE,
      table: allCalls,
    };
    return { restorer: atlasAs(access, platform).client };
  },
});
