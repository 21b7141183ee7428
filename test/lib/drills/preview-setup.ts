/** What a dry run says, against the simulated Atlas, for the tests of one file. */
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { DRILLS, PRODUCTION } from '../../../infra/local/atlas-simulator/fleet.ts';
import { type Simulator, startSimulator } from '../../../infra/local/atlas-simulator/simulator.ts';
import { AtlasClient } from '../../../lib/atlas/client.ts';
import type { MonthSpent } from '../../../lib/drills/costs/month.ts';
import { type DrillPlanInput, type DrillsConfig, drillsConfig } from '../../../lib/drills/plans/plan.ts';
import { type Asked, type PlanPreview, previewDrills } from '../../../lib/drills/preview.ts';
import { FakeClock } from '../../support/fake-clock.ts';

export type Over = Partial<DrillPlanInput> & { readonly name?: string };

export interface Previews {
  readonly simulator: Simulator;
  /** Of the month, as the ledger has it. */
  spent: MonthSpent;
  preview(over?: Over, more?: Partial<Asked>, drills?: DrillsConfig): Promise<PlanPreview>;
}

export function drillsOf(
  over: Over,
  more: object = { network: { natEip: ['203.0.113.7/32'] } },
): DrillsConfig {
  const plan = {
    name: 'nightly',
    sources: [{ projectId: PRODUCTION.id, name: 'Orders' }],
    schedule: 'cron(0 2 * * ? *)',
    objectives: { rtoMinutes: 120, rpoMinutes: 1_440 },
    ...over,
  };
  return drillsConfig.parse({ projectId: DRILLS.id, ...more, plans: [plan] });
}

/** Call it at the top of a file; the function it returns gives the rest to a test. */
export function usePreviews(): () => Previews {
  const clock = new FakeClock();
  let atlas: AtlasClient;
  let previews: Previews;
  beforeAll(async () => {
    const simulator = await startSimulator({ clock });
    const { clientId = '', clientSecret = '' } = simulator.fleet.credentials.serviceAccount ?? {};
    atlas = new AtlasClient({
      baseUrl: simulator.url,
      clock,
      credential: async () => ({ kind: 'serviceAccount', clientId, clientSecret }),
    });
    previews = {
      simulator,
      spent: { plans: [], reserved: [] },
      async preview(over = {}, more = {}, drills = drillsOf(over)) {
        const [plan] = drills.plans;
        if (plan === undefined) throw new TypeError('There is a plan.');
        const drillLedger = { month: async () => previews.spent };
        return previewDrills({ atlas, drills, clock, drillLedger }, { plan, ...more });
      },
    };
  });
  afterAll(async () => {
    await atlas.close();
    await previews.simulator.close();
  });
  /** The promise of a dry run. */
  afterEach(() => {
    const signIn = '/api/oauth/token';
    const changing = previews.simulator
      .requests()
      .filter(({ method, path }) => method !== 'GET' && path !== signIn);
    expect(changing).toEqual([]);
  });
  return () => previews;
}
