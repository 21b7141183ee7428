/** Drills from their rule to verified evidence and an empty project, by the definition that is deployed. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DRILLS } from '../../../infra/local/atlas-simulator/fleet.ts';
import type { DrillRecord } from '../../../lib/drills/record.ts';
import { type Harness, startHarness } from '../../support/service-harness.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness({ dataEndpoints: true });
});
afterEach(() => harness.close());

async function drill(plan: string, time = '2026-11-22T10:00:00Z'): Promise<DrillRecord> {
  const { drills } = harness.service;
  const [started] = (await drills.fire(plan, time)).drills;
  const end = await drills.endOf(started?.id ?? '');
  const record = await drills.services.drillLedger.getDrill(started?.id ?? '');
  if (record === undefined) throw new Error(`No record: ${JSON.stringify(end)}`);
  return record;
}

const leftBehind = () => ({
  clusters: harness.simulator.fleet.deployments.filter(
    ({ projectId, deleteRequestedAt }) => projectId === DRILLS.id && deleteRequestedAt === undefined,
  ),
  ...harness.simulator.access(DRILLS.id),
});
const NOTHING = { clusters: [], users: [], entries: [] };

describe('a drill of a', () => {
  test.each([
    ['dedicated source', 'nightly-orders'],
    ['Flex source', 'nightly-accounts'],
  ])('%s passes, with evidence, and leaves nothing', async (_, plan) => {
    const record = await drill(plan);
    expect(record).toMatchObject({ verdict: 'PASSED', phase: 'DONE', cleanup: { target: 'DELETED' } });
    expect(leftBehind()).toEqual(NOTHING);
  });
});
