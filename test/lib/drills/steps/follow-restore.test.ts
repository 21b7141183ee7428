/** Only the restore that a drill asked for says how its restore went. */
import { describe, expect, test } from 'vitest';
import { drillsConfig } from '../../../../lib/drills/plans/plan.ts';
import type { DrillRecord } from '../../../../lib/drills/record.ts';
import { followRestore } from '../../../../lib/drills/steps/restore.ts';
import { silentLog } from '../../../../lib/log.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

const source = { projectId: 'a'.repeat(24), name: 'Orders' };
const target = { projectId: 'c'.repeat(24), name: 'drill-0123456789abcdef' };
const drills = drillsConfig.parse({
  projectId: target.projectId,
  plans: [
    {
      name: 'nightly',
      sources: [source],
      schedule: 'rate(1 day)',
      objectives: { rtoMinutes: 60, rpoMinutes: 60 },
    },
  ],
});
const drill = {
  id: 'nightly-1-2',
  plan: 'nightly',
  phase: 'RESTORE',
  endsBy: '2026-11-22T12:00:00Z',
  source,
  target,
  snapshot: { id: 'f'.repeat(24) },
  marks: {},
  checks: [],
} as unknown as DrillRecord;
const restore = {
  id: 'nightly-1-2-restore',
  status: 'SUCCEEDED',
  source,
  target,
  snapshot: { id: 'f'.repeat(24) },
  timeline: [],
};

async function follow(found: object): Promise<DrillRecord> {
  let saved = drill;
  const drillLedger = {
    getDrill: async () => drill,
    saveDrill: async (record: DrillRecord) => {
      saved = record;
      return record;
    },
  };
  const ledger = { getRestore: async (id: string) => (id === restore.id ? found : undefined) };
  const context = { drillLedger, ledger, drills, clock: new ManualClock(), log: silentLog };
  await followRestore(context as never, drill.id);
  return saved;
}

describe('a restore under the name of the drill’s own', () => {
  test('with the drill’s source, snapshot and target takes the drill on', async () => {
    const { phase, ended, checks } = await follow(restore);
    expect({ phase, ended, checks: checks.map(({ verdict }) => verdict) }).toEqual({
      phase: 'OPEN',
      ended: undefined,
      checks: ['PASS'],
    });
  });

  test.each<[what: string, more: object]>([
    ['source', { source: { ...source, name: 'Catalog' } }],
    ['source project', { source: { ...source, projectId: 'b'.repeat(24) } }],
    ['snapshot', { snapshot: { id: 'e'.repeat(24) } }],
    ['target', { target: { ...target, name: 'another' } }],
    ['target project', { target: { ...target, projectId: 'b'.repeat(24) } }],
    ['kind, a download', { target: undefined }],
  ])('of another %s proves nothing', async (_, more) => {
    const { phase, ended, checks } = await follow({ ...restore, ...more });
    expect({ phase, checks }).toEqual({ phase: 'EVIDENCE', checks: [] });
    expect(ended).toMatchObject({ verdict: 'INCONCLUSIVE', code: 'RESTORE_NOT_OURS' });
  });
});
