import { expect, test } from 'vitest';
import { BODY, create, JOBS, secondsAt, sources } from './collection-support.ts';
import { CATALOG, type Caller, type Json, PRODUCTION, simulate } from './support.ts';

const NOWHERE = 'ffffffffffffffffffffffff';
const collections = async ({ get }: Caller, id: string, query = '') =>
  (await get(`${JOBS}/${id}/collections${query}`)).json.results;
const states = async (caller: Caller, id: string) =>
  (await collections(caller, id)).map((one: Json) => [one.sourceNamespace, one.state]);

test('A collection restore goes from INITIALIZING over IN_PROGRESS and FINALIZING to SUCCESSFUL', async () => {
  const caller = await simulate();
  const { get, clock } = caller;
  const created = await create(caller);
  expect(created.status).toBe(201);
  expect(created.headers.get('location')).toBeNull();
  expect(created.headers.get('content-type')).toBe('application/vnd.atlas.2025-03-12+json;charset=utf-8');
  const same = BODY.collections.map((one) => ({ ...one, targetNamespace: one.sourceNamespace }));
  expect(created.json).toEqual({
    ...BODY,
    id: expect.stringMatching(/^[0-9a-f]{24}$/),
    collections: same,
    collectionSuffix: '',
    createdAt: '2026-11-22T10:00:00Z',
    databases: [],
    databaseSuffix: '',
    indexStatus: { failedCollectionCount: 0, state: 'NOT_STARTED' },
    restoredDocuments: 0,
    state: 'INITIALIZING',
    totalDocuments: 0,
  });
  const { id } = created.json;
  const job = async () => (await get(`${JOBS}/${id}`)).json;
  expect(await collections(caller, id)).toEqual([]);
  expect((await get(`${JOBS}/${id}/collections/sales.orders`)).status).toBe(404);
  clock.advance(15);
  expect(await job()).toMatchObject({ state: 'IN_PROGRESS', restoredDocuments: 0, totalDocuments: 20_000 });
  clock.advance(105);
  expect(await job()).toMatchObject({
    state: 'IN_PROGRESS',
    restoredDocuments: 15_000,
    indexStatus: { state: 'IN_PROGRESS' },
  });
  expect(await states(caller, id)).toEqual([
    ['sales.orders', 'SUCCESSFUL'],
    ['sales.customers', 'IN_PROGRESS'],
  ]);
  clock.advance(35);
  expect(await job()).toMatchObject({ state: 'FINALIZING', restoredDocuments: 20_000 });
  expect(await states(caller, id)).toContainEqual(['sales.customers', 'FINALIZING']);
  expect(await job()).not.toHaveProperty('finishedAt');
  clock.advance(25);
  expect(await job()).toMatchObject({
    state: 'SUCCESSFUL',
    finishedAt: '2026-11-22T10:03:00Z',
    indexStatus: { failedCollectionCount: 0, state: 'SUCCESSFUL' },
  });
  expect((await get(`${JOBS}/${id}/collections/sales.orders`)).json).toEqual({
    effectiveTargetNamespace: 'sales.orders',
    indexStatus: { state: 'SUCCESSFUL' },
    restoredDocuments: 12_000,
    sourceNamespace: 'sales.orders',
    state: 'SUCCESSFUL',
    targetNamespace: 'sales.orders',
    totalDocuments: 12_000,
  });
});

test('The list is newest first, paged, and knows no includeCount', async () => {
  const caller = await simulate();
  const { get, clock } = caller;
  const first = (await create(caller)).json.id;
  clock.advance(180);
  const second = (await create(caller)).json.id;
  const { json } = await get(`${JOBS}?itemsPerPage=1`);
  expect([json.results.map(({ id }: Json) => id), json.totalCount]).toEqual([[second], 2]);
  expect(json.links.map(({ href }: Json) => href.split('?')[1])).toEqual([
    'pageNum=1&itemsPerPage=1',
    'itemsPerPage=1&pageNum=2',
  ]);
  expect((await get(`${JOBS}?pageNum=2&itemsPerPage=1`)).json.results[0].id).toBe(first);
  expect((await get(`${JOBS}?includeCount=false`)).json).toMatchObject({
    errorCode: 'INVALID_QUERY_PARAMETER',
    parameters: ['includeCount'],
  });
  expect((await get(`${JOBS}/${NOWHERE}`)).json.errorCode).toBe('RESTORE_JOB_NOT_FOUND');
  expect((await get(`${CATALOG}/collectionRestoreJobs/${first}`)).status).toBe(404);
});

test('Databases stand for their collections; what is not there or cannot be restored is said to be so', async () => {
  const caller = await simulate();
  const { clock } = caller;
  const databases = [
    { sourceNamespace: 'inventory', targetNamespace: 'stock-of-yesterday' },
    ...sources('metrics', 'gone'),
  ];
  const { id } = (await create(caller, { collections: sources('sales.gone'), databases })).json;
  clock.advance(180);
  expect(await states(caller, id)).toEqual([
    ['sales.gone', 'NOT_FOUND'],
    ['inventory.stock', 'SUCCESSFUL'],
    ['inventory.warehouses', 'SUCCESSFUL'],
    ['metrics.requests', 'UNSUPPORTED'],
    ['gone', 'NOT_FOUND'],
  ]);
  const filtered = async (query: string) =>
    (await collections(caller, id, query)).map((one: Json) => one.sourceNamespace);
  expect(await filtered('?state=NOT_FOUND')).toEqual(['sales.gone', 'gone']);
  expect(await filtered('?sourceNamespace=metrics.requests')).toEqual(['metrics.requests']);
  expect(await filtered('?targetNamespace=stock-of-yesterday.stock')).toEqual(['inventory.stock']);
  expect(await filtered('?state=SUCCESSFUL&sourceNamespace=sales.gone')).toEqual([]);
  const { json } = await caller.get(`${JOBS}/${id}/collections?state=DONE`);
  expect(json).toMatchObject({ errorCode: 'INVALID_QUERY_PARAMETER', parameters: ['state'] });
});

test('A job of which nothing can be restored fails', async () => {
  const caller = await simulate();
  const { id } = (await create(caller, { collections: sources('sales.gone') })).json;
  caller.clock.advance(180);
  expect((await caller.get(`${JOBS}/${id}`)).json).toMatchObject({
    state: 'FAILED',
    errorMessage: expect.stringContaining('None'),
  });
});

const names = async (caller: Caller, id: string) =>
  (await collections(caller, id)).map((one: Json) => one.effectiveTargetNamespace);
const ontoItself = { targetClusterName: 'Orders', targetGroupId: PRODUCTION };

test('CREATE_NEW gives way to what is there; only OVERWRITE_EXISTING replaces it', async () => {
  const caller = await simulate();
  const { clock, simulator } = caller;
  const overwrote = () => simulator.deployment('Orders').collectionJobs.map((one) => one.overwrote);
  const beside = (await create(caller, ontoItself)).json.id;
  clock.advance(180);
  expect(await names(caller, beside)).toEqual(['sales.orders_1', 'sales.customers_1']);
  const again = (await create(caller, ontoItself)).json.id;
  clock.advance(180);
  expect(await names(caller, again)).toEqual(['sales.orders_2', 'sales.customers_2']);
  expect(overwrote()).toEqual([[], []]);
  const over = (await create(caller, { ...ontoItself, writeStrategy: 'OVERWRITE_EXISTING' })).json.id;
  clock.advance(179);
  expect(overwrote()[0]).toEqual([]);
  clock.advance(1);
  expect(await names(caller, over)).toEqual(['sales.orders', 'sales.customers']);
  expect(overwrote()[0]).toEqual(['sales.orders', 'sales.customers']);
  // The rest of the cluster is as it was.
  expect(simulator.deployment('Orders')).toMatchObject({ wipes: 0, stateName: 'IDLE' });
});

test('Suffixes and targets make the name on the target', async () => {
  const caller = await simulate();
  const { id } = (
    await create(caller, {
      collections: [{ sourceNamespace: 'sales.orders', targetNamespace: 'old.orders' }],
      databases: [{ sourceNamespace: 'inventory', targetNamespace: '' }],
      collectionSuffix: '-c',
      databaseSuffix: '-d',
      indexStrategy: 'NONE',
    })
  ).json;
  caller.clock.advance(180);
  expect(await names(caller, id)).toEqual([
    'old-d.orders-c',
    'inventory-d.stock-c',
    'inventory-d.warehouses-c',
  ]);
  const { json } = await caller.get(`${JOBS}/${id}/collections/inventory.stock`);
  expect(json).toMatchObject({ targetNamespace: 'inventory.stock', indexStatus: { state: 'NOT_RESTORED' } });
});

test('A failed job is rolled back as a whole, a cancelled one restores nothing, and one can go on for ever', async () => {
  const caller = await simulate();
  const { clock, simulator } = caller;
  const after = async (kind: 'jobFails' | 'jobCancelled' | 'jobNeverEnds', time: number) => {
    simulator.faults.add({ kind, operation: 'createCollectionRestoreJob' });
    const { id } = (await create(caller, { ...ontoItself, writeStrategy: 'OVERWRITE_EXISTING' })).json;
    clock.advance(time);
    const { json } = await caller.get(`${JOBS}/${id}`);
    const [overwritten] = simulator.deployment('Orders').collectionJobs.map((one) => one.overwrote);
    return [
      json.state,
      json.restoredDocuments,
      overwritten,
      (await states(caller, id)).map(([, s]: string[]) => s),
    ];
  };
  expect(await after('jobFails', 180)).toEqual(['FAILED', 0, [], ['FAILED', 'ROLLBACK']]);
  expect(await after('jobCancelled', 180)).toEqual(['CANCELED', 0, [], ['NOT_RESTORED', 'NOT_RESTORED']]);
  expect(await after('jobNeverEnds', 86_400)).toEqual([
    'IN_PROGRESS',
    10_000,
    [],
    ['IN_PROGRESS', 'NOT_STARTED'],
  ]);
  expect((await create(caller)).status).toBe(409);
});

test('A job can be missing from the list for a while', async () => {
  const caller = await simulate();
  caller.simulator.faults.add({ kind: 'jobHidden', seconds: 20 });
  const { id } = (await create(caller)).json;
  expect((await caller.get(JOBS)).json.results).toEqual([]);
  expect((await caller.get(`${JOBS}/${id}`)).status).toBe(200);
  caller.clock.advance(20);
  expect((await caller.get(JOBS)).json.totalCount).toBe(1);
});

test('A point in time can be given instead of a snapshot', async () => {
  const caller = await simulate();
  const at = secondsAt('2026-11-22T09:00:00Z');
  const one = await create(caller, { snapshotId: undefined, pointInTimeUtcSeconds: at, oplogTs: null });
  expect([one.status, one.json.pointInTimeUtcSeconds, 'snapshotId' in one.json]).toEqual([201, at, false]);
  caller.clock.advance(180);
  const oplog = { snapshotId: undefined, oplogTs: at, oplogInc: 7 };
  expect((await create(caller, oplog)).json).toMatchObject({ oplogTs: at, oplogInc: 7 });
});
