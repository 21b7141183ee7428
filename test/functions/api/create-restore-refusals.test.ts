import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PRODUCTION, RESTORE_TEST } from '../../../infra/local/atlas-simulator/fleet.ts';
import { type Harness, requests, startHarness } from '../../support/service-harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

const onto = (name: string, projectId = RESTORE_TEST.id) => ({ target: { projectId, name } });
const from = (name: string, projectId = PRODUCTION.id) => ({ source: { projectId, name } });
const UNKNOWN_ID = '6bffffffffffffffffffffff';
const SECOND = { pointInTime: '2026-11-22T02:00:00Z' };

/** What is asked, the answer's status and code, and the field it names. */
const REFUSED: readonly [string, object | string, number, string, string][] = [
  [
    'a snapshot that does not exist',
    requests.dedicated({ snapshot: UNKNOWN_ID }),
    404,
    'SNAPSHOT_NOT_FOUND',
    'snapshot',
  ],
  [
    'a Flex snapshot that does not exist',
    requests.flex({ snapshot: UNKNOWN_ID }),
    404,
    'TENANT_SNAPSHOT_NOT_FOUND',
    'snapshot',
  ],
  [
    'a target that does not exist',
    requests.dedicated(onto('restore-target-x')),
    404,
    'CLUSTER_NOT_FOUND',
    'target.name',
  ],
  [
    'a target in a project that is not listed',
    requests.dedicated(onto('restore-target', UNKNOWN_ID)),
    403,
    'TARGET_NOT_ALLOWED',
    'target',
  ],
  [
    'a source that does not exist',
    requests.dedicated(from('Nothing')),
    404,
    'CLUSTER_NOT_FOUND',
    'source.name',
  ],
  [
    'a project that does not exist',
    requests.dedicated(from('Orders', UNKNOWN_ID)),
    404,
    'GROUP_NOT_FOUND',
    'source.projectId',
  ],
  [
    'a paused target',
    requests.dedicated(onto('paused-target')),
    400,
    'CLUSTER_PAUSED_CANNOT_RESTORE',
    'target.name',
  ],
  [
    'a target with too small a disk',
    requests.dedicated(onto('small-target')),
    400,
    'DISK_SIZE_GB_TOO_SMALL',
    'target.name',
  ],
  [
    'a target of an older version',
    requests.dedicated(onto('old-target')),
    400,
    'TARGET_VERSION_TOO_OLD',
    'target.name',
  ],
  [
    'a target of another topology',
    requests.dedicated(onto('restore-target-sharded')),
    400,
    'TARGET_TOPOLOGY_MISMATCH',
    'target.name',
  ],
  [
    'a target of another family',
    requests.dedicated(onto('restore-target-flex')),
    400,
    'TARGET_FAMILY_MISMATCH',
    'target.name',
  ],
  [
    'both kinds of point in time',
    requests.dedicated({ snapshot: { ...SECOND, oplog: { ts: 1_763_776_800, inc: 1 } } }),
    400,
    'INVALID_ATTRIBUTE',
    'snapshot',
  ],
  [
    'a point in time that is to come',
    requests.dedicated({ snapshot: { pointInTime: '2027-01-01T00:00:00Z' } }),
    400,
    'INVALID_PIT_RESTORE_TIME',
    'snapshot',
  ],
  [
    'a point in time before the window',
    requests.dedicated({ snapshot: { pointInTime: '2026-10-01T00:00:00Z' } }),
    400,
    'INVALID_PIT_RESTORE_TIME',
    'snapshot',
  ],
  [
    'a point in time of a Flex cluster',
    requests.flex({ snapshot: SECOND }),
    400,
    'UNSUPPORTED_DELIVERY_METHOD',
    'snapshot',
  ],
  [
    'a point in time where continuous backup is off',
    requests.sharded({ snapshot: SECOND }),
    400,
    'INVALID_PIT_RESTORE_TIME',
    'snapshot',
  ],
  [
    'a time before which there is nothing',
    requests.dedicated({ snapshot: { before: '2020-01-01T00:00:00Z' } }),
    404,
    'SNAPSHOT_NOT_FOUND',
    'snapshot',
  ],
  [
    'the wrong family',
    requests.dedicated({ source: { projectId: PRODUCTION.id, name: 'Orders', family: 'flex' } }),
    400,
    'CANNOT_USE_NON_FLEX_CLUSTER_IN_FLEX_API',
    'source.family',
  ],
  ['a malformed body', '{"source":', 400, 'MALFORMED_JSON', 'body'],
  ['no body', '', 400, 'MALFORMED_JSON', 'body'],
  ['a body that is no object', '[]', 400, 'INVALID_ATTRIBUTE', 'body'],
  [
    'an attribute that does not exist',
    requests.dedicated({ targett: 1 }),
    400,
    'INVALID_ATTRIBUTE',
    'targett',
  ],
  [
    'a project id that is none',
    requests.dedicated(from('Orders', 'XYZ')),
    400,
    'INVALID_ATTRIBUTE',
    'source.projectId',
  ],
  ['no target', { ...from('Orders'), snapshot: 'latest' }, 400, 'MISSING_ATTRIBUTE', 'target'],
  [
    'a download with a target',
    requests.dedicated({ delivery: 'download' }),
    400,
    'INVALID_ATTRIBUTE',
    'target',
  ],
  [
    'a download of a point in time',
    requests.download({ snapshot: SECOND }),
    400,
    'UNSUPPORTED_DELIVERY_METHOD',
    'snapshot',
  ],
  ['an unknown delivery', requests.dedicated({ delivery: 'post' }), 400, 'INVALID_ENUM_VALUE', 'delivery'],
  [
    'a time limit over a week',
    requests.dedicated({ timeLimitMinutes: 10_081 }),
    400,
    'INVALID_ATTRIBUTE',
    'timeLimitMinutes',
  ],
  [
    'a safety snapshot of a Flex target',
    requests.flex({ safetySnapshot: true }),
    409,
    'SAFETY_SNAPSHOT_FAILED',
    'safetySnapshot',
  ],
  [
    'a protected target without confirmation',
    requests.dedicated(onto('Catalog', PRODUCTION.id)),
    400,
    'TARGET_CONFIRMATION_REQUIRED',
    'confirmTarget',
  ],
  [
    'a disposable target with a confirmation of another',
    requests.dedicated({ confirmTarget: `${PRODUCTION.id}/Orders` }),
    400,
    'TARGET_CONFIRMATION_WRONG',
    'confirmTarget',
  ],
  [
    'a protected target confirmed by another name',
    requests.dedicated({ ...onto('Catalog', PRODUCTION.id), confirmTarget: `${RESTORE_TEST.id}/Catalog` }),
    400,
    'TARGET_CONFIRMATION_WRONG',
    'confirmTarget',
  ],
  ['a changed plan', requests.dedicated({ planHash: 'not-that-plan' }), 409, 'PLAN_CHANGED', 'planHash'],
];

describe('a restore that cannot be is refused, names the field, and starts nothing', () => {
  test.each(REFUSED)('%s', async (_what, body, status, errorCode, field) => {
    const answer = await harness.call('POST', '/v1/restores', body);
    expect(answer.body).toMatchObject({ error: status, errorCode, parameters: [field] });
    expect(answer.status).toBe(status);
    expect(Object.keys(answer.body)).toEqual(Object.keys(answer.body).sort());
    expect(answer.headers.get('x-error-code')).toBe(errorCode);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(harness.simulator.jobs()).toEqual([]);
    expect((await harness.call('GET', '/v1/restores')).body).toEqual({ results: [] });
  });

  test('a target outside the list, without a single request to Atlas', async () => {
    const before = harness.simulator.requests().length;
    await harness.call('POST', '/v1/restores', requests.dedicated(onto('elsewhere', UNKNOWN_ID)));
    expect(harness.simulator.requests()).toHaveLength(before);
  });

  test('every wrong field is named at once', async () => {
    const wrong = { source: { projectId: 'x', name: '-' }, snapshot: 7, again: 'yes', more: 1 };
    const { body } = await harness.call<{ badRequestDetail: { fields: { field: string }[] } }>(
      'POST',
      '/v1/restores',
      wrong,
    );
    const fields = body.badRequestDetail.fields.map(({ field }) => field);
    expect(fields.sort()).toEqual(['again', 'more', 'snapshot', 'source.name', 'source.projectId']);
  });
});

test('Atlas that is away is said to be away, and nothing is started', async () => {
  const fault = harness.simulator.faults.add({ kind: 'serverError', times: 0 });
  const answer = await harness.call('POST', '/v1/restores', requests.dedicated());
  expect(answer).toMatchObject({ status: 503, body: { errorCode: 'ATLAS_UNAVAILABLE' } });
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  harness.simulator.faults.clear(fault);
});
