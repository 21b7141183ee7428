import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PRODUCTION, RESTORE_TEST } from '../../../infra/local/atlas-simulator/fleet.ts';
import { type Simulator, startSimulator } from '../../../infra/local/atlas-simulator/simulator.ts';
import { AtlasClient } from '../../../lib/atlas/client.ts';
import type { DeploymentFacts, Snapshot } from '../../../lib/restores/families/family.ts';
import { families } from '../../../lib/restores/families.ts';
import { checkPointInTime, pointInTimeWindow } from '../../../lib/restores/point-in-time.ts';
import type { SnapshotChoice } from '../../../lib/restores/request.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const SOURCE: DeploymentFacts = {
  family: 'cluster',
  paused: false,
  sharded: false,
  backups: true,
  pointInTime: true,
  terminationProtected: false,
};
const WINDOW = { from: '2026-11-15T10:00:00.000Z', to: '2026-11-22T10:00:00.000Z' };
const snapshot = (createdAt: string, completed = true): Snapshot => ({
  id: '6b000000000000000000c101',
  createdAt,
  completed,
  fallback: false,
});
const OLD = snapshot('2026-11-14T00:00:00Z');
const at = (pointInTime: string): SnapshotChoice => ({ pointInTime });
const NO_BASE = 'UNABLE_T0_FIND_SNAPSHOT_PRIOR_TO_PIT_RESTORE_OPTIME';

describe('a point in time', () => {
  const check = (choice: SnapshotChoice, source: Partial<DeploymentFacts>, snapshots: readonly Snapshot[]) =>
    checkPointInTime(choice, { ...SOURCE, ...source }, snapshots, WINDOW);

  test.each<[string, SnapshotChoice, Partial<DeploymentFacts>, readonly Snapshot[]]>([
    ['in the window, with a snapshot before it', at('2026-11-20T00:00:00Z'), {}, [OLD]],
    ['at the beginning of the window', at(WINDOW.from), {}, [OLD]],
    ['at the very moment of a snapshot', at('2026-11-20T00:00:00Z'), {}, [snapshot('2026-11-20T00:00:00Z')]],
    ['said as an oplog entry', { oplog: { ts: 1_795_000_000, inc: 1 } }, {}, [OLD]],
  ])('is possible %s', (_, choice, source, snapshots) => {
    expect(check(choice, source, snapshots)).toEqual([]);
  });

  test.each<[string, SnapshotChoice, Partial<DeploymentFacts>, readonly Snapshot[], string, number]>([
    [
      'where continuous backup is off',
      at('2026-11-20T00:00:00Z'),
      { pointInTime: false },
      [OLD],
      'INVALID_PIT_RESTORE_TIME',
      400,
    ],
    ['before the window', at('2026-11-15T09:59:59Z'), {}, [OLD], 'INVALID_PIT_RESTORE_TIME', 400],
    ['without any snapshot', at('2026-11-20T00:00:00Z'), {}, [], NO_BASE, 404],
    [
      'before every snapshot',
      at('2026-11-20T00:00:00Z'),
      {},
      [snapshot('2026-11-20T00:00:01Z')],
      NO_BASE,
      404,
    ],
    [
      'with an incomplete snapshot only',
      at('2026-11-20T00:00:00Z'),
      {},
      [snapshot('2026-11-14T00:00:00Z', false)],
      NO_BASE,
      404,
    ],
    [
      'of a Flex cluster',
      at('2026-11-20T00:00:00Z'),
      { family: 'flex' },
      [OLD],
      'UNSUPPORTED_DELIVERY_METHOD',
      400,
    ],
    [
      'of a serverless instance',
      { oplog: { ts: 1_795_000_000, inc: 1 } },
      { family: 'serverless' },
      [OLD],
      'UNSUPPORTED_DELIVERY_METHOD',
      400,
    ],
  ])('is refused %s', (_, choice, source, snapshots, code, status) => {
    expect(check(choice, source, snapshots)).toMatchObject([{ code, status, field: 'snapshot' }]);
  });

  test.each<[string, SnapshotChoice]>([
    ['latest', 'latest'],
    ['an id', '6b000000000000000000c101'],
    ['the one before a time', { before: '2020-01-01T00:00:00Z' }],
  ])('is nothing to %s', (_, choice) => {
    expect(check(choice, { pointInTime: false }, [])).toEqual([]);
  });

  test('is not held against a window that Atlas does not tell', () => {
    expect(checkPointInTime(at('2026-11-15T09:59:59Z'), SOURCE, [OLD], null)).toEqual([]);
  });
});

describe('the window', () => {
  const clock = new FakeClock();
  let simulator: Simulator;
  let atlas: AtlasClient;

  beforeAll(async () => {
    simulator = await startSimulator({ clock });
    const { clientId, clientSecret } = simulator.fleet.credentials.serviceAccount!;
    atlas = new AtlasClient({
      baseUrl: simulator.url,
      clock,
      credential: async () => ({ kind: 'serviceAccount', clientId, clientSecret }),
    });
  });
  afterAll(async () => {
    await atlas.close();
    await simulator.close();
  });

  async function windowOf(family: DeploymentFacts['family'], projectId: string, name: string) {
    const place = { projectId, name };
    const facts = await families[family].deployment(atlas, place);
    return pointInTimeWindow(atlas, place, facts, clock.now());
  }

  test('is as long as the backup policy says, and ends now', async () => {
    await expect(windowOf('cluster', PRODUCTION.id, 'Orders')).resolves.toEqual(WINDOW);
  });

  test.each<[string, DeploymentFacts['family'], string, string]>([
    ['a cluster without continuous backup', 'cluster', RESTORE_TEST.id, 'restore-target'],
    ['a Flex cluster', 'flex', PRODUCTION.id, 'Accounts'],
    ['a serverless instance', 'serverless', PRODUCTION.id, 'Events'],
    ['a tenant', 'tenant', PRODUCTION.id, 'Legacy'],
  ])('is none for %s', async (_, family, projectId, name) => {
    await expect(windowOf(family, projectId, name)).resolves.toBeNull();
  });
});
