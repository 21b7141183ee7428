/** A service with one plan, and drills of it to their end. */
import { DRILLS, PRODUCTION } from '../../infra/local/atlas-simulator/fleet.ts';
import type { ServiceOptions } from '../../infra/local/service.ts';
import type { DrillPlanInput, DrillsConfigInput } from '../../lib/drills/plans/plan.ts';
import type { DrillRecord } from '../../lib/drills/record.ts';
import { type Harness, startHarness } from './service-harness.ts';

export interface DrillHarness extends Harness {
  /** Fires the plan's rule, waits for the execution, and reads what the ledger says. */
  drill(time?: string): Promise<DrillRecord>;
  /** The states that executions of drills have entered. */
  entered(): ReadonlySet<string>;
  record(id: string): Promise<DrillRecord>;
  /** What stands in the drill project, and who is let in. */
  left(): {
    readonly clusters: readonly string[];
    readonly users: readonly string[];
    readonly entries: readonly string[];
  };
  /** What the event bus got, by detail type. */
  readonly told: { readonly detailType: string; readonly detail: Readonly<Record<string, unknown>> }[];
}

export const NOTHING_LEFT = { clusters: [], users: [], entries: [] };

const FIVE_SETTINGS = {
  name: 'nightly',
  sources: [{ projectId: PRODUCTION.id, name: 'Accounts' }],
  schedule: 'cron(0 2 * * ? *)',
  objectives: { rtoMinutes: 60, rpoMinutes: 1_440 },
} as const satisfies DrillPlanInput;

export async function drillHarness(
  plan: Partial<DrillPlanInput> = {},
  options: Partial<ServiceOptions> = {},
  concurrency: { readonly total?: number; readonly perProject?: number } = {},
  coverage: DrillsConfigInput['coverage'] = {},
): Promise<DrillHarness> {
  const told: DrillHarness['told'] = [];
  const harness = await startHarness({
    dataEndpoints: true,
    drills: {
      projectId: DRILLS.id,
      network: { natEip: ['127.0.0.1/32'] },
      verifyRestores: {},
      concurrency,
      coverage,
      plans: [{ ...FIVE_SETTINGS, ...plan } as DrillPlanInput],
    },
    onRestoreEvent: ({ detailType, detail }) =>
      void told.push({ detailType, detail: detail as Record<string, unknown> }),
    ...options,
  });
  const { drills } = harness.service;
  const record = async (id: string): Promise<DrillRecord> => {
    const found = await drills.services.drillLedger.getDrill(id);
    if (found === undefined) throw new Error(`There is no drill ${id}.`);
    return found;
  };
  return {
    ...harness,
    told,
    record,
    async drill(time = harness.time.clock.now().toISOString()) {
      const [name = ''] = drills.services.drills.plans.map((one) => one.name);
      const [started] = (await drills.fire(name, time)).drills;
      if (started === undefined) throw new Error('Nothing was started.');
      await drills.endOf(started.id);
      return record(started.id);
    },
    entered: () =>
      new Set(
        harness.events
          .map(({ event }) => (event as { state?: { name?: string } }).state?.name)
          .filter((name) => name !== undefined),
      ),
    left: () => {
      const standing = harness.simulator.fleet.deployments.filter(
        ({ projectId, deleteRequestedAt }) => projectId === DRILLS.id && deleteRequestedAt === undefined,
      );
      return { clusters: standing.map(({ name }) => name), ...harness.simulator.access(DRILLS.id) };
    },
  };
}
