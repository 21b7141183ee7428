/** A service that counts coverage, and what it shows and tells, for the tests of one file. */
import { afterEach } from 'vitest';
import { PRODUCTION } from '../../../infra/local/atlas-simulator/fleet.ts';
import type { CoverageView } from '../../../lib/coverage/view.ts';
import type { DrillPlanInput, DrillsConfigInput } from '../../../lib/drills/plans/plan.ts';
import { COVERAGE_CHANGE, type CoverageEvent } from '../../../lib/events/coverage-event.ts';
import { type DrillHarness, drillHarness } from '../../support/drill-harness.ts';

export const ACCOUNTS = `${PRODUCTION.id}/Accounts`;
export const LEGACY = {
  projectId: PRODUCTION.id,
  name: 'Legacy',
  reason: 'goes with the shop',
  owner: 'platform',
};
export const DAY = 86_400;
/** A little more than the rule's: the next reading of Atlas is due. */
export const HOUR = 3_600;

type Coverage = NonNullable<DrillsConfigInput['coverage']>;

/** One service a test. Call it at the top of a file. */
export function useCoverage() {
  let harness: DrillHarness;
  afterEach(() => harness.close());

  const told = () =>
    harness.told.flatMap(({ detailType, detail }) =>
      detailType === COVERAGE_CHANGE ? [detail as unknown as CoverageEvent] : [],
    );
  const view = async (query = '') =>
    (await harness.call<CoverageView>('GET', `/v1/coverage${query && `?${query}`}`)).body;
  return {
    service: () => harness,
    async begin(coverage: Coverage = {}, plan: Partial<DrillPlanInput> = { enabled: false }) {
      harness = await drillHarness(plan, {}, {}, coverage);
    },
    async start(coverage: Coverage = {}, plan: Partial<DrillPlanInput> = { enabled: false }) {
      harness = await drillHarness(plan, {}, {}, coverage);
      await harness.service.drills.count();
    },
    async passes(seconds: number) {
      harness.time.advance(seconds);
      await harness.service.drills.count();
    },
    view,
    stateOf: async (name: string) =>
      (await view()).results.find((row) => `${row.projectId}/${row.name}` === name)?.state,
    told,
    toldOf: (wanted: string) =>
      told().flatMap(({ change, finding: { code, subject } }) =>
        subject === wanted ? [`${code} ${change}`] : [],
      ),
  };
}
