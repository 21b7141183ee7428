/** The Go SDK on the wire: the media type of its release, sent and accepted, and errors by their code. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PRODUCTION, RESTORE_TEST } from '../../infra/local/atlas-simulator/fleet.ts';
import { type Harness, startHarness } from '../support/service-harness.ts';
import { WireClient } from './wire-client.ts';

/** Releases are named after the newest version that they know; each sends its own date, whatever the operation's is. */
const RELEASES = [
  '2023-11-15',
  '2024-05-30',
  '2024-08-05',
  '2024-10-23',
  '2024-11-13',
  '2025-03-12',
  '2025-03-12',
];

let harness: Harness;
let sdk: WireClient;
beforeAll(async () => {
  harness = await startHarness();
  sdk = await WireClient.signIn(harness.service.url, harness.simulator.fleet.credentials.serviceAccount!);
});
afterAll(() => harness.close());

const cluster = `/groups/${PRODUCTION.id}/clusters/Orders`;

describe.each([...new Set(RELEASES)])('release %s', (release) => {
  test('reads, takes a snapshot, restores and cancels', async () => {
    expect(await sdk.call('GET', cluster, release)).toMatchObject({ ok: { name: 'Orders' } });
    const jobs = `${cluster}/backup/restoreJobs`;
    const order = { deliveryType: 'download', snapshotId: '6b000000000000000000c101' };
    const made = await sdk.call('POST', jobs, release, order);
    expect(made).toMatchObject({ ok: { deliveryType: 'download', id: expect.any(String) } });
    const { id } = (made as { ok: { id: string } }).ok;
    expect(await sdk.call('GET', `${jobs}/${id}`, release)).toMatchObject({ ok: { id } });
    expect(await sdk.call('DELETE', `${jobs}/${id}`, release)).toEqual({ ok: undefined });
    const target = `/groups/${RESTORE_TEST.id}/clusters/restore-target/backup/snapshots`;
    expect(await sdk.call('POST', target, release, { description: release })).toMatchObject({
      ok: { description: release },
    });
    harness.time.advance(3_600);
  });

  test('decodes what is refused by its code, ours as Atlas’', async () => {
    const missing = await sdk.call('GET', `${cluster}/backup/restoreJobs/${'f'.repeat(24)}`, release);
    expect(missing).toMatchObject({
      fault: {
        error: 404,
        errorCode: 'RESTORE_JOB_NOT_FOUND',
        reason: 'Not Found',
        parameters: expect.any(Array),
      },
    });
    const body = {
      deliveryType: 'automated',
      snapshotId: '6b000000000000000000c101',
      targetClusterName: 'Orders',
      targetGroupId: PRODUCTION.id,
    };
    expect(await sdk.call('POST', `${cluster}/backup/restoreJobs`, release, body)).toMatchObject({
      fault: {
        error: 403,
        errorCode: 'TARGET_PROTECTED',
        detail: expect.any(String),
        parameters: ['target'],
      },
    });
  });
});

test('a release from before an operation is told so by the version’s code', async () => {
  const flex = `/groups/${PRODUCTION.id}/flexClusters/Accounts/backup/restoreJobs`;
  expect(await sdk.call('GET', flex, '2023-11-15')).toMatchObject({
    fault: { error: 406, errorCode: 'INVALID_VERSION_DATE' },
  });
});
