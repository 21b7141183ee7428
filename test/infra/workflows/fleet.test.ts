/** Many restores at once in one project (the bench does a thousand): each has one job and one true end. */
import { expect, test } from 'vitest';
import type { FaultSpec } from '../../../infra/local/atlas-simulator/faults/fault.ts';
import { restoreFleet } from '../../support/fleet.ts';

const SIZE = 30;

test('thirty restores that Atlas lets through: one job each, seen late by a tenth, few calls', async () => {
  const { records, jobs, backupCalls, wallSeconds, slowestSeconds } = await restoreFleet(SIZE);
  expect(records.map(({ status }) => status)).toEqual(Array.from({ length: SIZE }, () => 'SUCCEEDED'));
  expect(jobs).toBe(SIZE);
  expect(backupCalls.turnedAway).toBe(0);
  expect(backupCalls.let).toBeLessThanOrEqual(8 * SIZE);
  expect(wallSeconds).toBeLessThanOrEqual(1.2 * slowestSeconds);
});

test('thirty restores that Atlas turns away again and again: none fails by it, none is doubled', async () => {
  const throttle = (operation: FaultSpec['operation'] & string, times: number): FaultSpec => ({
    kind: 'rateLimited',
    operation,
    times,
    retryAfterSeconds: 60,
  });
  const { records, jobs, backupCalls } = await restoreFleet(SIZE, [
    throttle('listClusterRestoreJobs', 3 * SIZE),
    throttle('createClusterRestoreJob', 2 * SIZE),
    throttle('getClusterRestoreJob', 4 * SIZE),
  ]);
  expect(records.map(({ status }) => status)).toEqual(Array.from({ length: SIZE }, () => 'SUCCEEDED'));
  expect(jobs).toBe(SIZE);
  expect(backupCalls.turnedAway).toBe(9 * SIZE);
});
