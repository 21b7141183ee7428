/** What `npm run test:deploy` deploys: the real app, onto the simulated Atlas. */

import { defineConfig } from '../../infra/aws/config/config.ts';
import { DRILLS, PRODUCTION, RESTORE_TEST } from '../../infra/local/atlas-simulator/fleet.ts';

/** The emulator has one account. */
export const CHECKPOINTS = { bucket: 'evidence-elsewhere', account: '000000000000' };

export default defineConfig({
  name: 'atlas-restore-test',
  atlas: { baseUrl: process.env.ATLAS_BASE_URL ?? 'http://127.0.0.1:4571' },
  allowedTargets: [{ projectId: RESTORE_TEST.id, name: '*', disposable: true }],
  allowDownload: true,
  drills: {
    projectId: DRILLS.id,
    network: { natEip: ['127.0.0.1/32'] },
    // The emulator runs functions as processes of this machine, wherever their network is.
    vpc: {
      vpcId: 'vpc-0123',
      availabilityZones: ['us-east-1a'],
      privateSubnetIds: ['subnet-0123'],
      securityGroupIds: ['sg-0123'],
    },
    evidence: { lockMode: 'GOVERNANCE', lockMonths: 1, checkpoints: CHECKPOINTS },
    verifyRestores: {},
    plans: [
      {
        name: 'accounts',
        sources: [{ projectId: PRODUCTION.id, name: 'Accounts' }],
        // Ten minutes of it are half a minute here.
        schedule: 'rate(10 minutes)',
        objectives: { rtoMinutes: 60, rpoMinutes: 1_440 },
      },
      {
        name: 'switched-off',
        sources: [{ projectId: PRODUCTION.id, name: 'Orders' }],
        schedule: 'rate(1 minute)',
        objectives: { rtoMinutes: 60, rpoMinutes: 1_440 },
        enabled: false,
      },
    ],
  },
  retainData: false,
  tags: { purpose: 'test' },
});
