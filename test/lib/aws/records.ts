/** Records as the ledger holds them, with only what a test is about said by the test. */
import type { RestoreRecord } from '../../../lib/restores/record.ts';
import { type RestoreRequestInput, restoreRequest } from '../../../lib/restores/request.ts';

export const PROJECT = '0123456789abcdef01234567';
export const SOURCE = { projectId: PROJECT, family: 'cluster', name: 'Orders' } as const;
export const TARGET = { projectId: PROJECT, family: 'cluster', name: 'Restored' } as const;

export function requestOf(more: Partial<RestoreRequestInput> = {}) {
  return restoreRequest.parse({
    source: { projectId: PROJECT, name: SOURCE.name },
    snapshot: 'latest',
    target: { projectId: PROJECT, name: TARGET.name },
    ...more,
  });
}

export function recordOf(more: Partial<RestoreRecord> = {}): RestoreRecord {
  return {
    id: 'restore-1',
    version: 0,
    status: 'QUEUED',
    request: requestOf(),
    requestHash: 'hash',
    requestedBy: 'somebody',
    source: SOURCE,
    target: TARGET,
    createdAt: '2026-11-22T10:00:00.000Z',
    timeline: [{ at: '2026-11-22T10:00:00.000Z', status: 'QUEUED' }],
    ...more,
  };
}
