/** The plans of the simulated Atlas: one of each kind of source, with nothing said but what must be. */
import type { DrillsConfigInput } from '../../../lib/drills/plans/plan.ts';
import { DRILLS, PRODUCTION } from '../atlas-simulator/fleet.ts';

export const SIMULATED_DRILLS = {
  projectId: DRILLS.id,
  // Where this process comes from.
  network: { natEip: ['127.0.0.1/32'] },
  verifyRestores: {},
  // Of the simulated Atlas: rounded figures, so that costs and caps can be seen. They are nobody's list.
  prices: {
    asOf: '2026-11-01',
    clusterHour: { M10: 0.1, M20: 0.2, M30: 0.5, M40: 1, FLEX: 0.01 },
    diskGBMonth: 0,
    restoreTransferGB: 0.02,
    natHour: 0,
  },
  plans: [
    {
      name: 'nightly-orders',
      sources: [{ projectId: PRODUCTION.id, name: 'Orders' }],
      schedule: 'cron(0 2 * * ? *)',
      objectives: { rtoMinutes: 120, rpoMinutes: 1_440 },
    },
    {
      name: 'nightly-accounts',
      sources: [{ projectId: PRODUCTION.id, name: 'Accounts' }],
      schedule: 'cron(30 2 * * ? *)',
      objectives: { rtoMinutes: 60, rpoMinutes: 1_440 },
    },
  ],
} as const satisfies DrillsConfigInput;

/** Of another Atlas nobody has said where drills may make their targets. */
export const NO_DRILLS: DrillsConfigInput = { projectId: '0'.repeat(24), plans: [] };
