/** What a dry run says of a drill, against the simulated Atlas: by reads alone. */
import { describe, expect, test } from 'vitest';
import { DRILLS, PRODUCTION } from '../../../infra/local/atlas-simulator/fleet.ts';
import type { Asked } from '../../../lib/drills/preview.ts';
import { drillsOf, type Over, usePreviews } from './preview-setup.ts';

const previews = usePreviews();

async function one(over: Over = {}, more: Partial<Asked> = {}) {
  const [drill] = (await previews().preview(over, more)).drills;
  if (drill === undefined) throw new TypeError('There is a drill.');
  return drill;
}
const sourceNamed = (name: string) => ({ sources: [{ projectId: PRODUCTION.id, name }] });
const codes = ({ refusals }: Awaited<ReturnType<typeof one>>) => refusals.map(({ code }) => code);

describe('a dedicated source', () => {
  test('has a snapshot, a target like it, steps and costs, and nothing against it', async () => {
    const drill = await one();
    expect(drill).toMatchObject({
      id: null,
      family: 'cluster',
      snapshot: { id: '6b000000000000000000c101', ageSeconds: expect.any(Number) },
      target: {
        kind: 'ephemeral',
        projectId: DRILLS.id,
        name: 'drill-<16 hex>',
        fidelity: { target: 'new', sameRegion: true, sameSize: true, dropped: ['backup'] },
      },
      steps: ['PREFLIGHT', 'CHOOSE', 'PREPARE', 'RESTORE', 'OPEN', 'VERIFY', 'EVIDENCE', 'CLEANUP'],
      refusals: [],
    });
    // Three nodes for six hours and a half, with 30 GB each.
    const region = 'AWS/US_EAST_1';
    const nothingKnown = { usd: null, basis: 'NO_PRICE_TABLE' };
    expect(drill.costs).toEqual([
      { item: 'TARGET_NODES', quantity: 19.5, unit: 'node-hours', size: 'M10', region, ...nothingKnown },
      { item: 'TARGET_DISK', quantity: 585, unit: 'GB-hours', region, ...nothingKnown },
      { item: 'RESTORED_DATA', quantity: 12, unit: 'GB', region, ...nothingKnown },
      { item: 'NAT', quantity: 6.5, unit: 'hours', ...nothingKnown },
      { item: 'RETAINED_SNAPSHOTS', quantity: 0, unit: 'GB-months', ...nothingKnown },
    ]);
    expect(drill.estimate).toEqual({
      asOf: null,
      usd: null,
      missing: ['drills.prices'],
      perDrillUsd: 25,
      perMonthUsd: 200,
    });
    expect(drill.warnings.map(({ code }) => code)).toEqual(['PRICES_UNKNOWN']);
  });

  test('costs more where its target is kept', async () => {
    const { costs } = await one({ keep: { onFailureMinutes: 120 } });
    expect(costs.map(({ item, quantity }) => [item, quantity])).toEqual([
      ['TARGET_NODES', 19.5],
      ['TARGET_DISK', 585],
      ['TARGET_NODES_KEPT', 6],
      ['TARGET_DISK_KEPT', 180],
      ['RESTORED_DATA', 12],
      ['NAT', 6.5],
      ['RETAINED_SNAPSHOTS', 0],
    ]);
  });

  test('is told the very drill where the request has a key', async () => {
    const first = await one({ snapshot: { random: { days: 7 } } }, { start: 'a'.repeat(16) });
    const again = await one({ snapshot: { random: { days: 7 } } }, { start: 'a'.repeat(16) });
    expect(first).toEqual(again);
    expect(first.id).toMatch(/^nightly-a{16}-[0-9a-f]{10}$/);
    expect(first.target?.name).toMatch(/^drill-[0-9a-f]{16}$/);
    expect(first.snapshot).not.toHaveProperty('drawn');
    expect((await one({ snapshot: { random: { days: 7 } } })).snapshot).toMatchObject({ drawn: true });
  });

  test('can be restored to a point in time, within its window', async () => {
    const near = await one({ snapshot: { pointInTime: { minutesAgo: 90 } } });
    expect(near.snapshot).toEqual({
      createdAt: '2026-11-22T08:30:00.000Z',
      ageSeconds: 5_400,
      pointInTime: true,
    });
    const far = await one({ snapshot: { pointInTime: { minutesAgo: 30 * 1_440 } } });
    expect([far.snapshot, codes(far)]).toEqual([null, ['NO_ELIGIBLE_SNAPSHOT']]);
    const none = await one({ ...sourceNamed('Catalog'), snapshot: { pointInTime: { minutesAgo: 90 } } });
    expect([none.snapshot, codes(none)]).toEqual([null, ['NO_ELIGIBLE_SNAPSHOT']]);
  });
});

test('a sharded source gets a target with as many shards', async () => {
  const { costs, refusals } = await one(sourceNamed('Catalog'));
  expect(costs[0]).toMatchObject({ item: 'TARGET_NODES', quantity: 39 });
  expect(refusals).toEqual([]);
});

test('a Flex source gets a Flex target', async () => {
  const drill = await one(sourceNamed('Accounts'));
  expect(drill).toMatchObject({ family: 'flex', snapshot: { id: '6b000000000000000000f101' }, refusals: [] });
  expect(drill.costs[0]).toMatchObject({ item: 'TARGET_FLEX', quantity: 6.5, unit: 'hours' });
});

test('a standing target is named, and costs nothing', async () => {
  const drill = await one({ target: { standing: { name: 'standing' } } });
  expect(drill.target).toEqual({ kind: 'standing', projectId: DRILLS.id, name: 'standing' });
  expect(drill.costs.map(({ item }) => item)).toEqual(['RESTORED_DATA', 'NAT']);
});

describe('said against it is', () => {
  test.each([
    ['a source that there is not', 'Nowhere', 'SOURCE_NOT_READ'],
    ['a family that is not drilled', 'Events', 'SOURCE_NOT_DRILLED'],
  ])('%s', async (_, name, code) => {
    const drill = await one(sourceNamed(name));
    expect([codes(drill), drill.snapshot, drill.target]).toEqual([[code], null, null]);
  });

  test('a tag that nobody carries', async () => {
    const sources = [{ projectId: PRODUCTION.id, tag: { key: 'drill', value: 'monthly' } }];
    expect(codes(await one({ sources }))).toEqual(['SOURCE_NOT_FOUND']);
  });

  test('that there are no backups', async () => {
    const ref = { projectId: PRODUCTION.id, name: 'Orders' };
    previews().simulator.editDeployment(ref, { backupEnabled: false });
    const drill = await one();
    previews().simulator.editDeployment(ref, { backupEnabled: true });
    expect(codes(drill)).toEqual(['NO_BACKUPS']);
  });

  test('that no snapshot is old or young enough, or outlives the drill', async () => {
    const name = 'Empty';
    previews().simulator.addDeployment({ projectId: PRODUCTION.id, name, family: 'cluster' });
    const drill = await one(sourceNamed(name));
    expect([codes(drill), drill.snapshot]).toEqual([['NO_ELIGIBLE_SNAPSHOT'], null]);
    // The target could be made all the same.
    expect(drill.target).not.toBeNull();
  });

  test('that nobody has said how the checks reach the target', async () => {
    const { drills, plan } = await previews().preview({}, {}, drillsOf({}, {}));
    expect(drills.map(codes)).toEqual([['NETWORK_MISSING']]);
    expect(plan.network).toBeNull();
  });
});

test('Atlas that cannot be asked is no answer', async () => {
  previews().simulator.faults.add({ kind: 'serverError', status: 503, operation: 'getCluster', times: 0 });
  await expect(one()).rejects.toMatchObject({ name: 'AtlasUnavailable' });
  previews().simulator.faults.clear();
});

test('a tag means every deployment of the project that carries it and is drilled', async () => {
  const sources = [{ projectId: PRODUCTION.id, tag: { key: 'environment', value: 'production' } }];
  const { drills } = await previews().preview({ sources });
  expect(drills.map(({ source }) => source.name).sort()).toEqual(['Accounts', 'Catalog', 'Orders']);
  expect(drills.flatMap(codes)).toEqual([]);
});

test('one of several sources can be asked for alone', async () => {
  const { sources } = sourceNamed('Orders');
  const both = { sources: [...sources, ...sourceNamed('Accounts').sources] };
  expect((await previews().preview(both)).drills.map(({ source }) => source.name)).toEqual([
    'Orders',
    'Accounts',
  ]);
  const only = { projectId: PRODUCTION.id, name: 'Accounts' };
  expect((await previews().preview(both, { only })).drills.map(({ source }) => source.name)).toEqual([
    'Accounts',
  ]);
});

describe('the plan', () => {
  const dueOf = async (over: Over) => (await previews().preview(over)).plan.nextDue;

  test('says when it is due', async () => {
    expect(await dueOf({})).toBe('2026-11-23T02:00:00.000Z');
    expect(await dueOf({ schedule: 'rate(7 days)' })).toBeNull();
    expect(await dueOf({ enabled: false })).toBeNull();
  });
});
