/** What `npm run test:deploy` deploys: the real app, onto the simulated Atlas. */

import { defineConfig } from '../../infra/aws/config/config.ts';
import { RESTORE_TEST } from '../../infra/local/atlas-simulator/fleet.ts';

export default defineConfig({
  name: 'atlas-restore-test',
  atlas: { baseUrl: process.env.ATLAS_BASE_URL ?? 'http://127.0.0.1:4571' },
  allowedTargets: [{ projectId: RESTORE_TEST.id, name: '*', disposable: true }],
  allowDownload: true,
  retainData: false,
  tags: { purpose: 'test' },
});
