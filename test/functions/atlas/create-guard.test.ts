/** What a create at Atlas' own path is refused for before Atlas is asked. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { PRODUCTION, RESTORE_TEST } from '../../../infra/local/atlas-simulator/fleet.ts';
import { type Harness, startHarness } from '../../support/service-harness.ts';
import { bodyOf, creates, type JsonAnswer, overwriting, type Sending, send } from './creates-setup.ts';
import { atlasCalls, type Row } from './setup.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

const table = creates.map((one) => [one.name, one] as const);
const targets = overwriting.map((one) => [one.name, one] as const);
let before = 0;
beforeEach(() => {
  before = atlasCalls(harness.simulator);
});

function expectRefusal(answer: JsonAnswer, status: number, errorCode: string, ...parameters: string[]) {
  expect(answer.body).toEqual({
    detail: expect.any(String),
    error: status,
    errorCode,
    parameters,
    reason: expect.any(String),
  });
  expect([answer.status, answer.headers.get('x-error-code')]).toEqual([status, errorCode]);
  expect(atlasCalls(harness.simulator) - before).toBe(0);
}

/** The same body onto another target, by whichever name its row has for it. */
function retargeted(one: Row, projectId: string, name: string): Record<string, unknown> {
  const body = bodyOf(one);
  const isItem = 'targetDeploymentItemName' in body;
  return isItem
    ? { ...body, targetProjectId: projectId, targetDeploymentItemName: name }
    : { ...body, targetGroupId: projectId, targetClusterName: name };
}

describe.each(targets)('%s', (_, one) => {
  const project = 'targetDeploymentItemName' in bodyOf(one) ? 'targetProjectId' : 'targetGroupId';

  test('does not reach a target outside the list, and Atlas is not asked', async () => {
    const answer = await send(harness, one, retargeted(one, 'f'.repeat(24), 'restore-target'));
    expectRefusal(answer, 403, 'TARGET_NOT_ALLOWED', 'target');
  });

  test('does not reach a protected target, and says where to go', async () => {
    const answer = await send(harness, one, retargeted(one, PRODUCTION.id, 'Catalog'));
    expectRefusal(answer, 403, 'TARGET_PROTECTED', 'target');
    expect(answer.body.detail).toContain('/v1/restores');
  });

  test('does not reach its own source', async () => {
    const values = { groupId: RESTORE_TEST.id, name: 'restore-target', clusterName: 'restore-target' };
    const answer = await send(harness, one, retargeted(one, RESTORE_TEST.id, 'restore-target'), { values });
    expectRefusal(answer, 403, 'TARGET_PROTECTED', 'target');
  });

  test('is not asked with a target project that is none', async () => {
    expectRefusal(
      await send(harness, one, { ...bodyOf(one), [project]: 'x' }),
      400,
      'VALIDATION_ERROR',
      project,
    );
  });
});

describe.each(table)('%s', (_, one) => {
  const sent = (body: unknown, sending: Sending = {}) => send(harness, one, body, sending);

  test('is not asked without a body, or with one that is no object', async () => {
    expectRefusal(await sent(''), 400, 'MALFORMED_JSON');
    expectRefusal(await sent('{"a":'), 400, 'MALFORMED_JSON');
    for (const body of ['null', '[]', '1', '"x"', 'true'])
      expectRefusal(await sent(body), 400, 'INVALID_JSON');
  });

  test('takes JSON and Atlas’ own types only', async () => {
    for (const type of ['text/plain', 'application/xml', 'application/x-www-form-urlencoded'])
      expectRefusal(
        await sent(bodyOf(one), { headers: { 'content-type': type } }),
        415,
        'UNSUPPORTED_MEDIA_TYPE',
      );
  });

  test('names the first field that is missing, wrong or unknown', async () => {
    const { snapshotId: _, ...without } = bodyOf(one);
    const missing =
      one.row.resource === 'collectionRestoreJobs' ? 'MISSING_ONE_OF_ATTRIBUTES' : 'MISSING_ATTRIBUTE';
    const names =
      one.row.resource === 'collectionRestoreJobs' ? ['snapshotId', 'pointInTimeUtcSeconds'] : ['snapshotId'];
    expectRefusal(await sent(without), 400, missing, ...names);
    expectRefusal(await sent({ ...bodyOf(one), snapshotId: 5 }), 400, 'INVALID_JSON_ATTRIBUTE', 'snapshotId');
    expectRefusal(await sent({ ...bodyOf(one), snapshotId: 'x' }), 400, 'VALIDATION_ERROR', 'snapshotId');
    expectRefusal(await sent({ ...bodyOf(one), nonsense: 1 }), 400, 'INVALID_ATTRIBUTE', 'nonsense');
    const own = `{"__proto__":1,${JSON.stringify(bodyOf(one)).slice(1)}`;
    expectRefusal(await sent(own), 400, 'INVALID_ATTRIBUTE', '__proto__');
  });

  test('takes no key that is none', async () => {
    for (const key of [' ', 'a b', 'x'.repeat(65), 'ä'.normalize('NFC')])
      expectRefusal(
        await sent(bodyOf(one), { headers: { 'idempotency-key': encodeURI(key) === key ? key : 'a b' } }),
        400,
        'INVALID_ATTRIBUTE',
        'Idempotency-Key',
      );
  });
});

const cluster = creates.find(({ name }) => name === 'createClusterRestoreJob')!;
const collections = creates.find(({ name }) => name === 'createCollectionRestoreJob')!;
const serverless = creates.find(({ name }) => name === 'createServerlessRestoreJob')!;

describe('what fields of a body have against each other', () => {
  const pit = { snapshotId: undefined, deliveryType: 'pointInTime' };
  test.each<[string, Row, object, string, string[]]>([
    ['an unknown delivery', cluster, { deliveryType: 'pit' }, 'INVALID_ENUM_VALUE', ['deliveryType']],
    [
      'a snapshot and a time',
      cluster,
      { pointInTimeUTCSeconds: 1763776800 },
      'INVALID_ATTRIBUTE',
      ['pointInTimeUTCSeconds'],
    ],
    ['no target', cluster, { targetClusterName: undefined }, 'MISSING_ATTRIBUTE', ['targetClusterName']],
    ['no moment', cluster, pit, 'INVALID_PIT_RESTORE_TIME', [expect.any(String)]],
    [
      'two moments',
      cluster,
      { ...pit, pointInTimeUTCSeconds: 1763776800, oplogTs: 1763776800, oplogInc: 1 },
      'INVALID_PIT_RESTORE_TIME',
      [expect.any(String)],
    ],
    ['half an oplog entry', cluster, { ...pit, oplogTs: 1763776800 }, 'MISSING_ATTRIBUTE', ['oplogInc']],
    [
      'a fraction of a second',
      cluster,
      { ...pit, pointInTimeUTCSeconds: 1763776800.5 },
      'FRACTIONAL_TIMESTAMP',
      ['pointInTimeUTCSeconds'],
    ],
    [
      'a time before Atlas knows any',
      cluster,
      { ...pit, pointInTimeUTCSeconds: 1 },
      'VALIDATION_ERROR',
      ['pointInTimeUTCSeconds'],
    ],
    [
      'an oplog entry of serverless',
      serverless,
      { ...pit, oplogTs: 1763776800, oplogInc: 1 },
      'INVALID_PIT_RESTORE_TIME',
      [expect.any(String)],
    ],
    [
      'no collections',
      collections,
      { collections: [] },
      'MISSING_ONE_OF_ATTRIBUTES',
      ['collections', 'databases'],
    ],
    [
      'a database for a collection',
      collections,
      { collections: [{ sourceNamespace: 'sales' }] },
      'INVALID_ATTRIBUTE',
      ['collections.0.sourceNamespace'],
    ],
    [
      'a collection for a database',
      collections,
      { databases: [{ sourceNamespace: 'sales.orders' }] },
      'INVALID_ATTRIBUTE',
      ['databases.0.sourceNamespace'],
    ],
    [
      'one thing twice',
      collections,
      { databases: [{ sourceNamespace: 'sales' }] },
      'INVALID_ATTRIBUTE',
      ['collections'],
    ],
    ['an unknown strategy', collections, { writeStrategy: 'MERGE' }, 'INVALID_ENUM_VALUE', ['writeStrategy']],
    [
      'too many',
      collections,
      { collections: Array.from({ length: 101 }, (_, n) => ({ sourceNamespace: `a.b${n}` })) },
      'VALIDATION_ERROR',
      ['collections'],
    ],
    [
      'an unknown member of one',
      collections,
      { collections: [{ sourceNamespace: 'a.b', x: 1 }] },
      'INVALID_ATTRIBUTE',
      ['collections.0.x'],
    ],
  ])('%s', async (_, one, change, errorCode, parameters) => {
    const answer = await send(harness, one, { ...bodyOf(one), ...change });
    expectRefusal(answer, 400, errorCode, ...parameters);
  });
});
