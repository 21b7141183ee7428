/** An organisation of any size in the simulated Atlas, and drills of its clusters as the ledger has them. */
import { newDrill } from '../../lib/drills/new-drill.ts';
import type { Verdict } from '../../lib/drills/record.ts';
import { type DrillHarness, drillHarness } from './drill-harness.ts';

/** Of fifty clusters one is each of these, and all others are covered. */
export const KINDS = ['EXCLUDED', 'OVERDUE', 'NEVER_DRILLED', 'FAILED', 'INCONCLUSIVE'] as const;
/** Of the simulator's own fleet, which nobody has drilled. */
export const FLEET = 11;
/** The simulator's own, without the one of drills. */
export const FLEET_PROJECTS = 2;
const DAY_MS = 86_400_000;

export interface Organization {
  readonly harness: DrillHarness;
  /** Numbers of clusters, from 0. */
  readonly all: readonly number[];
  kindOf(at: number): (typeof KINDS)[number] | 'COVERED';
  placeOf(at: number): { readonly projectId: string; readonly name: string };
  /** As the drills of such sources would be written down, without their restores. */
  decideAll(clusters: readonly number[], verdict: Verdict, daysAgo: (at: number) => number): Promise<void>;
}

export async function organizationOf(clusters: number, projects: number): Promise<Organization> {
  const harness = await drillHarness(
    { schedule: 'cron(0 11 * * ? *)' },
    { dataEndpoints: false },
    {},
    { exclusions: [] },
  );
  const { simulator, service, time } = harness;
  const { drillLedger, drills } = service.drills.services;
  const ids = Array.from({ length: projects }, (_, at) => simulator.addProject({ name: `project-${at}` }));
  const all = Array.from({ length: clusters }, (_, at) => at);
  const kindOf = (at: number) => KINDS[at % 50] ?? 'COVERED';
  const placeOf = (at: number) => ({ projectId: ids[at % projects]!, name: `cluster-${at}` });
  for (const at of all)
    simulator.addDeployment({ ...placeOf(at), family: at % 3 === 0 ? 'flex' : 'cluster', createdAt: 0 });
  const reason = { reason: 'is empty', owner: 'shop', until: '2026-12-31' };
  drills.coverage.exclusions.push(
    ...all.filter((at) => kindOf(at) === 'EXCLUDED').map((at) => ({ ...placeOf(at), ...reason })),
  );
  const decideAll: Organization['decideAll'] = async (some, verdict, daysAgo) => {
    const [plan] = drills.plans;
    const left = [...some];
    const writers = Array.from({ length: 20 }, async () => {
      for (let at = left.shift(); at !== undefined; at = left.shift()) {
        const now = new Date(time.clock.now().getTime() - daysAgo(at) * DAY_MS);
        const trigger = { kind: 'request', by: 'somebody', at: now.toISOString() } as const;
        const start = `${verdict.slice(0, 4)}-${now.getTime()}`;
        const record = newDrill({ plan: plan!, source: placeOf(at), trigger, start, simulated: true, now });
        const marks = { decidedAt: now.toISOString() };
        await drillLedger.createDrill({ ...record, phase: 'DONE', verdict, marks });
      }
    });
    await Promise.all(writers);
  };
  await decideAll(
    all.filter((at) => !['EXCLUDED', 'NEVER_DRILLED'].includes(kindOf(at))),
    'PASSED',
    (at) => (kindOf(at) === 'OVERDUE' ? 36 : 20),
  );
  for (const verdict of ['FAILED', 'INCONCLUSIVE'] as const)
    await decideAll(
      all.filter((at) => kindOf(at) === verdict),
      verdict,
      () => 3,
    );
  return { harness, all, kindOf, placeOf, decideAll };
}
