/** The npm package `mongodb-atlas-api-client` against `npm start`, by its base URL alone. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Started, startProcess } from '../support/start-process.ts';

let data: string;
let running: Started;
// biome-ignore lint/suspicious/noExplicitAny: what the package answers is compared, not used
let got: any;
beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'atlas-restore-'));
  running = await startProcess(['--data', data, '--speed', '200', '--no-demo']);
  const { stdout } = await promisify(execFile)(process.execPath, ['test/clients/npm-client.ts', running.url]);
  got = JSON.parse(stdout);
});
afterAll(async () => {
  await running.end('SIGTERM');
  rmSync(data, { recursive: true, force: true });
});

const ORDER = { deliveryType: 'automated', snapshotId: '6b000000000000000000c101' };

test('it reads the cluster and its snapshots', () => {
  expect(got.cluster).toMatchObject({ name: 'Orders', stateName: 'IDLE' });
  expect(got.snapshots.results.map(({ id }: { id: string }) => id)).toContain(ORDER.snapshotId);
  expect(got.snapshot).toMatchObject({ id: ORDER.snapshotId, status: 'completed' });
});

test('its options are Atlas’ query parameters', () => {
  expect([got.page.status, got.page.results.length]).toEqual([200, 1]);
});

test('it restores, and reads the job until it has finished', () => {
  expect(got.job).toMatchObject({ ...ORDER, failed: false, cancelled: false });
  expect(got.finished).toMatchObject({ id: got.job.id, failed: false, finishedAt: expect.any(String) });
});

test('it reads our errors as it reads those of Atlas', () => {
  expect(got.protectedTarget).toMatchObject({ error: 403, errorCode: 'TARGET_PROTECTED' });
  expect(got.unknownTarget).toMatchObject({ error: 403, errorCode: 'TARGET_NOT_ALLOWED' });
  expect(got.wrongId).toMatchObject({
    error: 400,
    errorCode: 'INVALID_PATH_PARAMETER',
    parameters: ['restoreJobId'],
  });
});
