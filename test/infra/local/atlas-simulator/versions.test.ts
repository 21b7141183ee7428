import { expect, test } from 'vitest';
import { ManualClock } from '../../../support/manual-clock.ts';
import {
  ACCOUNTS,
  EVENTS,
  LEGACY,
  LEGACY_V2,
  NEWEST,
  ORDERS,
  PRODUCTION,
  RESTORE_TEST,
  simulate,
} from './support.ts';

const typeOf = (date: string) => `application/vnd.atlas.${date}+json;charset=utf-8`;
const accept = (value: string) => ({ headers: { accept: value } });

test('A later published date is answered in the newest version that is not younger', async () => {
  const { get } = await simulate();
  expect((await get(`${ORDERS}/backup/restoreJobs`)).headers.get('content-type')).toBe(typeOf('2023-01-01'));
  expect((await get(ACCOUNTS)).headers.get('content-type')).toBe(typeOf('2024-11-13'));
  const between = await get(ORDERS, { date: '2024-05-30' });
  expect(between.headers.get('content-type')).toBe(typeOf('2023-02-01'));
});

test('Without a version, before the first and outside the published dates: 406', async () => {
  const { get } = await simulate();
  for (const options of [
    accept('*/*'),
    accept('application/json'),
    accept('application/vnd.atlas.2023-13-45+json'),
    accept('application/vnd.atlas.preview+json'),
    { date: '2024-01-01' },
    { date: '2099-01-01' },
  ]) {
    const refused = await get(`${ORDERS}/backup/restoreJobs`, options);
    expect(refused.status).toBe(406);
    expect(refused.json).toEqual({
      detail: 'Invalid accept header or version date.',
      error: 406,
      errorCode: 'INVALID_VERSION_DATE',
      parameters: [],
      reason: 'Not Acceptable',
    });
  }
  expect((await get(ACCOUNTS, { date: '2023-01-01' })).status).toBe(406);
});

test('Of several entries in Accept the first versioned one counts', async () => {
  const { get } = await simulate();
  const several =
    'text/html, application/vnd.atlas.2024-08-05+json;q=0.5, application/vnd.atlas.2023-02-01+json';
  expect((await get(ORDERS, accept(several))).headers.get('content-type')).toBe(typeOf('2024-08-05'));
});

test('Any date resolves downwards where dates are not taken strictly', async () => {
  const { get } = await simulate({ strictVersionDates: false });
  expect((await get(ORDERS, { date: '2024-01-01' })).headers.get('content-type')).toBe(typeOf('2023-02-01'));
});

test('An old version is served with its Deprecation and Sunset, on refusals too', async () => {
  const { get } = await simulate();
  const dates = ['Mon, 5 Aug 2024 00:00:00 GMT', 'Thu, 1 Jul 2027 00:00:00 GMT'];
  const old = await get(ORDERS, { date: '2023-02-01' });
  expect([old.headers.get('deprecation'), old.headers.get('sunset')]).toEqual(dates);
  expect(old.json).toMatchObject({ diskSizeGB: 30, replicationSpecs: [{ numShards: 1 }] });
  const refused = await get(ORDERS.replace('Orders', 'Accounts'), { date: '2023-02-01' });
  expect(refused.status).toBe(400);
  expect([refused.headers.get('deprecation'), refused.headers.get('sunset')]).toEqual(dates);
  expect((await get(ORDERS)).headers.get('deprecation')).toBeNull();
});

test('After its sunset a version is gone', async () => {
  const { get } = await simulate({ clock: new ManualClock('2027-07-02T00:00:00Z') });
  const gone = await get(ORDERS, { date: '2023-02-01' });
  expect(gone.status).toBe(410);
  expect(gone.json).toMatchObject({
    errorCode: 'VERSION_GONE',
    parameters: ['2023-02-01', '/api/atlas/v2/groups/{groupId}/clusters/{clusterName}'],
  });
  expect((await get(ORDERS)).status).toBe(200);
});

test('Unversioned paths need no version and answer plain JSON', async () => {
  const { get } = await simulate();
  const reply = await get(`${LEGACY}/snapshots`, accept('*/*'));
  expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'application/json']);
});

test('Shared tiers are the same in v1.0 and in v2, but for the media type and the links', async () => {
  const { get, post, clock } = await simulate();
  const body = {
    snapshotId: NEWEST.Legacy,
    targetDeploymentItemName: 'restore-target-tenant',
    targetProjectId: RESTORE_TEST,
  };
  const created = await post(`${LEGACY_V2}/restore`, body);
  expect([created.status, created.headers.get('content-type')]).toEqual([200, typeOf('2023-01-01')]);
  expect(created.json.links[0].href).toContain(`${LEGACY_V2}/restores/${created.json.id}`);
  clock.advance(300);
  expect((await post(`${LEGACY_V2}/download`, { snapshotId: NEWEST.Legacy })).json.deliveryType).toBe(
    'DOWNLOAD',
  );
  for (const path of [
    `/restores/${created.json.id}`,
    '/restores',
    '/snapshots',
    `/snapshots/${NEWEST.Legacy}`,
  ]) {
    const [v1, v2] = [await get(LEGACY + path), await get(LEGACY_V2 + path)];
    expect(v2.headers.get('content-type')).toBe(typeOf('2023-01-01'));
    expect([path, v2.text.replaceAll('/api/atlas/v2/', '/api/atlas/v1.0/')]).toEqual([path, v1.text]);
  }
  expect((await get(`${LEGACY_V2}/restores`, accept('*/*'))).status).toBe(406);
});

test('Switched off, serverless is gone, shared tiers are not found, and both live on as Flex', async () => {
  const { get, post, simulator, clock } = await simulate();
  const flex = (name: string) => `/api/atlas/v2/groups/${PRODUCTION}/flexClusters/${name}`;
  expect((await get(flex('Events'))).status).toBe(400);
  const before = await post(`${LEGACY}/restore`, {
    snapshotId: NEWEST.Legacy,
    targetDeploymentItemName: 'restore-target-tenant',
    targetProjectId: RESTORE_TEST,
  });
  clock.advance(300);
  simulator.switchLegacy(true);
  const serverless = await get(`${EVENTS}/backup/restoreJobs`);
  expect([serverless.status, serverless.json.errorCode]).toEqual([410, 'VERSION_GONE']);
  const tenant = await get(`${LEGACY}/restores`);
  expect([tenant.status, tenant.json.errorCode]).toEqual([404, 'RESOURCE_NOT_FOUND']);
  const tenantV2 = await get(`${LEGACY_V2}/restores`);
  expect([tenantV2.status, tenantV2.json.errorCode]).toEqual([410, 'VERSION_GONE']);
  expect((await get(flex('Events'))).json).toMatchObject({ name: 'Events', clusterType: 'REPLICASET' });
  const moved = (await get(`${flex('Legacy')}/backup/restoreJobs/${before.json.id}`)).json;
  expect(moved).toMatchObject({ id: before.json.id, instanceName: 'Legacy', status: 'COMPLETED' });
  const created = await post(`${flex('Events')}/backup/restoreJobs`, {
    snapshotId: NEWEST.Events,
    targetDeploymentItemName: 'restore-target-serverless',
    targetProjectId: RESTORE_TEST,
  });
  expect([created.status, created.json.status]).toEqual([200, 'PENDING']);
  simulator.switchLegacy(false);
  expect((await get(`${EVENTS}/backup/restoreJobs`)).status).toBe(200);
});

test('Legacy families can be off from the start', async () => {
  const { get } = await simulate({ legacySwitchedOff: true });
  expect((await get(EVENTS)).status).toBe(410);
});
