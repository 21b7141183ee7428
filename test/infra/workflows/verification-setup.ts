/** Restores that ask for `verify: true`, and what became of them: for the tests of the verification's machine. */
import { afterEach } from 'vitest';
import { DRILLS, RESTORE_TEST } from '../../../infra/local/atlas-simulator/fleet.ts';
import type { ServiceOptions } from '../../../infra/local/service.ts';
import type { DrillPlanInput } from '../../../lib/drills/plans/plan.ts';
import { VERIFICATION_STATE_CHANGE } from '../../../lib/events/verification-event.ts';
import type { RestoreView } from '../../../lib/restores/view.ts';
import { type DrillHarness, drillHarness } from '../../support/drill-harness.ts';
import { requests } from '../../support/service-harness.ts';

export const HOW = { projectId: DRILLS.id, network: { natEip: ['127.0.0.1/32'] } };
export const TARGET = 'restore-target-flex';
export const CRITICAL = 'identity.users';

/** Call it at the top of a file: what a test has started is closed after it. */
export function verificationBench() {
  let harness: DrillHarness | undefined;
  const current = (): DrillHarness => {
    if (harness === undefined) throw new Error('Nothing was started.');
    return harness;
  };
  /** The states that executions of any test have entered. */
  const entered = new Set<string>();
  const close = async () => {
    for (const name of harness?.entered() ?? []) entered.add(name);
    await harness?.close();
    harness = undefined;
  };
  afterEach(close);
  return {
    get harness() {
      return current();
    },
    entered,
    close,
    async start(plan: Partial<DrillPlanInput> = {}, options: Partial<ServiceOptions> = {}) {
      harness = await drillHarness({ enabled: false, ...plan }, options);
    },
    /** To the end of its verification. */
    async verified(body: object = requests.flex({ verify: true })): Promise<RestoreView> {
      const { id } = await current().restore(body);
      await current().service.drills.verified(id);
      return current().get(id);
    },
    /** Its verification has begun, and not got on. */
    async begun(id: string): Promise<void> {
      const { ledger, clock } = current().service;
      const record = await ledger.getRestore(id);
      if (record === undefined) throw new Error('There is no such restore.');
      const startedAt = clock.now().toISOString();
      const endsBy = new Date(clock.now().getTime() + 5_400_000).toISOString();
      await ledger.saveRestore({ ...record, verification: { startedAt, endsBy, executions: 1 } });
      current().time.advance(1);
    },
    told: () => current().told.filter(({ detailType }) => detailType === VERIFICATION_STATE_CHANGE),
    async bodyOf(id: string) {
      const { body } = await current().call<{
        results: { envelope: { body: Record<string, unknown> } }[];
      }>('GET', `/v1/restores/${id}/evidence`);
      return body.results.map(({ envelope }) => envelope.body);
    },
    left: () => current().simulator.access(RESTORE_TEST.id),
    loud: () =>
      current()
        .lines.filter(({ level }) => level === 'error')
        .map(({ message }) => message),
  };
}
