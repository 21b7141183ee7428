import { expect, test } from 'vitest';
import { BODY, create, JOBS, secondsAt, sources } from './collection-support.ts';
import { ACCOUNTS, RESTORE_TEST, simulate } from './support.ts';

const NOWHERE = 'ffffffffffffffffffffffff';

test('A cluster has one collection restore at a time, and none beside a whole restore', async () => {
  const caller = await simulate();
  const { restore, clock } = caller;
  const busy = { status: 409, json: { errorCode: 'ATLAS_CLUSTER_RESTORE_IN_PROGRESS' } };
  await create(caller);
  expect(await create(caller, { targetClusterName: 'small-target' })).toMatchObject(busy);
  // Of the target, too, none may start.
  const fromTarget = `/api/atlas/v2/groups/${RESTORE_TEST}/clusters/restore-target`;
  const { id } = (await caller.post(`${fromTarget}/backup/snapshots`, {})).json;
  clock.advance(161);
  const other = { ...BODY, snapshotId: id, targetClusterName: 'small-target' };
  expect(await caller.post(`${fromTarget}/collectionRestoreJobs`, other)).toMatchObject(busy);
  expect(await restore()).toMatchObject(busy);
  expect((await caller.flexRestore({ targetDeploymentItemName: 'restore-target' })).json.errorCode).toBe(
    'TENANT_RESTORE_DESTINATION_UNAVAILABLE',
  );
  clock.advance(19);
  expect((await restore()).status).toBe(200);
  expect(await create(caller)).toMatchObject(busy);
  expect((await create(caller, { targetClusterName: 'small-target' })).status).toBe(201);
});

test('A request is refused for each reason that Atlas has', async () => {
  const caller = await simulate();
  const refusal = async (overrides: object) => {
    const { status, json } = await create(caller, overrides);
    return [status, json.errorCode, json.parameters[0]];
  };
  const many = sources(...Array.from({ length: 101 }, (_, index) => `sales.c${index}`));
  const at = secondsAt('2026-11-22T09:00:00Z');
  const noSnapshot = { snapshotId: undefined };
  const pair = (target: string) => ({ sourceNamespace: 'sales.orders', targetNamespace: target });
  const cases: [object, number, string, string?][] = [
    [{ writeStrategy: 'MERGE' }, 400, 'INVALID_ENUM_VALUE', 'writeStrategy'],
    [{ indexStrategy: 'SOME' }, 400, 'INVALID_ENUM_VALUE', 'indexStrategy'],
    [{ indexStrategy: undefined }, 400, 'MISSING_ATTRIBUTE', 'indexStrategy'],
    [{ pointInTimeUTCSeconds: at }, 400, 'INVALID_ATTRIBUTE', 'pointInTimeUTCSeconds'],
    [{ collections: many }, 400, 'VALIDATION_ERROR', 'collections'],
    [{ databases: many }, 400, 'VALIDATION_ERROR', 'databases'],
    [{ collections: [] }, 400, 'MISSING_ONE_OF_ATTRIBUTES', 'collections'],
    [{ collections: sources('sales') }, 400, 'INVALID_ATTRIBUTE', 'collections'],
    [{ collections: [pair('sales')] }, 400, 'INVALID_ATTRIBUTE', 'collections'],
    [{ databases: sources('sales.orders') }, 400, 'INVALID_ATTRIBUTE', 'databases'],
    [{ databases: sources('sales') }, 400, 'INVALID_ATTRIBUTE', 'collections'],
    [{ collections: sources('a.b', 'a.b') }, 400, 'INVALID_ATTRIBUTE', 'collections'],
    [noSnapshot, 400, 'MISSING_ONE_OF_ATTRIBUTES', 'snapshotId'],
    [{ pointInTimeUtcSeconds: at }, 400, 'INVALID_ATTRIBUTE', 'snapshotId'],
    [{ ...noSnapshot, oplogTs: at }, 400, 'MISSING_ATTRIBUTE', 'oplogInc'],
    [{ ...noSnapshot, oplogTs: at, oplogInc: 0 }, 400, 'INVALID_PIT_RESTORE_TIME'],
    [{ ...noSnapshot, pointInTimeUtcSeconds: 1 }, 400, 'INVALID_PIT_RESTORE_TIME'],
    [{ snapshotId: NOWHERE }, 404, 'SNAPSHOT_NOT_FOUND', NOWHERE],
    [{ snapshotId: '6b000000000000000000c192' }, 409, 'RESTORE_INITIATION_FAILED'],
    [
      { snapshotId: '6b000000000000000000c191' },
      409,
      'CANNOT_START_RESTORE_JOB_FOR_INCOMPLETE_CLUSTER_SNAPSHOT',
    ],
    [{ targetGroupId: NOWHERE }, 404, 'GROUP_NOT_FOUND', NOWHERE],
    [{ targetClusterName: 'gone' }, 404, 'CLUSTER_NOT_FOUND', 'gone'],
    [{ targetClusterName: 'paused-target' }, 400, 'CLUSTER_PAUSED_CANNOT_RESTORE'],
    [{ targetClusterName: 'old-target' }, 409, 'RESTORE_INITIATION_FAILED'],
    [{ targetClusterName: 'restore-target-flex' }, 400, 'CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API'],
    [
      {
        writeStrategy: 'OVERWRITE_EXISTING',
        collections: [pair('a.b'), { sourceNamespace: 'sales.customers', targetNamespace: 'a.b' }],
      },
      400,
      'INVALID_ATTRIBUTE',
      'targetNamespace',
    ],
  ];
  for (const [overrides, status, code, parameter] of cases) {
    const [was, errorCode, first] = await refusal(overrides);
    expect([overrides, was, errorCode]).toEqual([overrides, status, code]);
    if (parameter !== undefined) expect([overrides, first]).toEqual([overrides, parameter]);
  }
  expect((await caller.get(JOBS)).json.results).toEqual([]);
  caller.simulator.editDeployment('Orders', { backupEnabled: false });
  expect((await refusal({}))[1]).toBe('BACKUP_JOB_NOT_FOUND');
  const flex = await caller.post(
    `${ACCOUNTS.replace('flexClusters', 'clusters')}/collectionRestoreJobs`,
    BODY,
  );
  expect(flex.json.errorCode).toBe('CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API');
  expect((await caller.get(JOBS, { date: '2024-11-13' })).status).toBe(406);
});
