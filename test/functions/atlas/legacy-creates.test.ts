/** Serverless and M2/M5 creates after Atlas has switched them off: a Flex job is made, and told in the old words. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PRODUCTION } from '../../../infra/local/atlas-simulator/fleet.ts';
import { operations } from '../../../lib/atlas/operations.ts';
import { type Harness, startHarness } from '../../support/service-harness.ts';
import { asked, bodyOf, creates, ended, followed, isDownload, send } from './creates-setup.ts';
import type { Row } from './setup.ts';
import { served } from './setup.ts';

const legacy = creates.filter(({ row }) => row.switchedOff !== undefined);
const table = legacy.map((one) => [one.name, one] as const);
const named = (name: string): Row => served.find((one) => one.name === name)!;
const flex = (name: string): Row => named(name);
const serverless = named('createServerlessRestoreJob');

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness();
});
afterEach(() => harness.close());

describe.each(table)('%s', (_, one) => {
  test('makes a Flex job, says so, and follows it to its end', async () => {
    const direct = await send(harness, one, bodyOf(one));
    await ended(harness, followed(direct));
    harness.simulator.switchLegacy(true);
    harness.time.advance(3_600);
    const answer = await send(harness, one, bodyOf(one));
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      one.row.success,
      direct.headers.get('content-type'),
    ]);
    expect(answer.headers.get('sunset')).toBe(new Date(one.row.switchedOff!).toUTCString());
    expect(answer.headers.get('deprecation')).toBe('Wed, 13 Nov 2024 00:00:00 GMT');
    expect(answer.headers.get('link')).toMatch(
      /flexClusters\/[^>]+>; rel="successor-version", .*rel="monitor"/,
    );
    // In the old words: what was there before is there now.
    const old = Object.keys(direct.body).filter(
      (key) => !/^(deliveryUrl|snapshotUrl|targetDeploymentItemName)$/.test(key),
    );
    expect(Object.keys(answer.body)).toEqual(expect.arrayContaining(old));
    expect(answer.body.snapshotId).toBe(bodyOf(one).snapshotId);
    const post = flex(isDownload(one) ? 'createFlexDownload' : 'createFlexRestoreJob');
    expect(asked(harness, post)).toBe(1);
    const view = await ended(harness, followed(answer));
    expect(view).toMatchObject({
      status: isDownload(one) ? 'READY' : 'SUCCEEDED',
      source: { family: 'flex' },
      atlasJobId: answer.body.id,
    });
  });

  test('says in an envelope and with a key what it would without', async () => {
    harness.simulator.switchLegacy(true);
    const sending = { query: '?envelope=true', headers: { 'idempotency-key': 'k' } };
    const first = await send(harness, one, bodyOf(one), sending);
    expect(first.body).toMatchObject({ status: one.row.success, content: { id: expect.any(String) } });
    const second = await send(harness, one, bodyOf(one), sending);
    expect(second.body.content.id).toBe(first.body.content.id);
    expect(harness.simulator.jobs()).toHaveLength(1);
  });

  test('refuses a target that is not allowed before anything is asked', async () => {
    if (isDownload(one)) return;
    harness.simulator.switchLegacy(true);
    const body = bodyOf(one);
    const onto =
      'targetGroupId' in body ? { targetGroupId: PRODUCTION.id } : { targetProjectId: PRODUCTION.id };
    const answer = await send(harness, one, { ...body, ...onto });
    expect([answer.status, answer.body.errorCode]).toEqual([403, 'TARGET_PROTECTED']);
    expect(harness.simulator.requests()).toEqual([]);
  });

  test('of a source that is not there is refused in Flex words', async () => {
    harness.simulator.switchLegacy(true);
    const values = { name: 'Nowhere', clusterName: 'Nowhere' };
    const answer = await send(harness, one, bodyOf(one), { values });
    expect([answer.status, answer.body.errorCode]).toEqual([404, 'CLUSTER_NOT_FOUND']);
    expect(harness.simulator.jobs()).toEqual([]);
  });
});

test('a serverless download becomes a Flex download', async () => {
  harness.simulator.switchLegacy(true);
  const answer = await send(harness, serverless, { ...bodyOf(serverless), deliveryType: 'download' });
  expect([answer.status, answer.body.deliveryType]).toEqual([200, 'download']);
  expect(await ended(harness, followed(answer))).toMatchObject({ status: 'READY', delivery: 'download' });
  const read = await send(harness, named('getServerlessRestoreJob'), undefined, {
    values: { restoreJobId: answer.body.id },
  });
  expect(read.body.deliveryUrl).toEqual([expect.stringContaining('https://')]);
});

test('a serverless point in time has no successor, and a 400 says so', async () => {
  const { snapshotId: _, ...rest } = bodyOf(serverless);
  const seconds = Math.floor(harness.time.clock.now().getTime() / 1000) - 3_600;
  const body = { ...rest, deliveryType: 'pointInTime', pointInTimeUTCSeconds: seconds };
  const before = await send(harness, serverless, body);
  expect(before.status).toBe(200);
  await ended(harness, followed(before));
  harness.simulator.switchLegacy(true);
  const answer = await send(harness, serverless, { ...body, pointInTimeUTCSeconds: seconds - 60 });
  expect([answer.status, answer.body.errorCode, answer.body.parameters]).toEqual([
    400,
    'UNSUPPORTED_DELIVERY_METHOD',
    ['pointInTime'],
  ]);
  expect(answer.headers.get('link')).toContain('rel="successor-version"');
  expect(harness.simulator.jobs()).toHaveLength(1);
});

test('rows that were switched off are these', () => {
  const off = Object.entries(operations).filter(([, row]) => row.method === 'POST' && 'switchedOff' in row);
  expect(legacy.map(({ name }) => name)).toEqual(off.map(([name]) => name));
});
