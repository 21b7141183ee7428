/** `POST /v1/restores/{id}/undo`: asks for what the target held before. A restore like any other, onto itself. */
import * as z from 'zod/mini';
import { isActive, type RestoreRecord } from './record.ts';
import { refuse } from './refusal.ts';
import { parsedBy, type RestoreRequest, restoreRequest } from './request.ts';
import { wayBack } from './undo.ts';

/** Which snapshot and which target is known; how it is asked for is the caller's. */
export const undoRequestBody = z.pick(restoreRequest, {
  confirmTarget: true,
  safetySnapshot: true,
  timeLimitMinutes: true,
  again: true,
  planHash: true,
  reason: true,
  ticket: true,
  dryRun: true,
});

/** @throws {RestoreRefused} the body is wrong, the restore has not ended, or there is nothing to go back to */
export function undoRequest(record: RestoreRecord, body: unknown): RestoreRequest {
  const wanted = parsedBy(undoRequestBody, body);
  const { id, status, target } = record;
  if (isActive(status)) {
    const detail = `Restore ${id} has not ended: ${status}.`;
    refuse({ code: 'RESTORE_NOT_ENDED', field: 'id', detail, status: 409 });
  }
  const snapshot = wayBack(record);
  if (snapshot === undefined || target === undefined)
    return refuse({ code: 'NOTHING_TO_UNDO', field: 'id', detail: whyNot(record), status: 409 });
  const { projectId, name, family } = target;
  return {
    source: { projectId, name, family },
    snapshot,
    target: { projectId, name },
    delivery: 'restore',
    // What is confirmed is what the target holds now.
    whenTargetBusy: 'refuse',
    reason: `Undo of restore ${id}.`,
    ...wanted,
  };
}

function whyNot({ id, target, atlasJobId, collections }: RestoreRecord): string {
  if (target === undefined) return `Restore ${id} was a download: it overwrote nothing.`;
  if (atlasJobId === undefined)
    return `Restore ${id} had no job in Atlas: as far as is known it overwrote nothing.`;
  if (collections !== undefined)
    return `Restore ${id} was of single collections: a whole cluster is not wiped for it.`;
  return `Before restore ${id} no safety snapshot was taken, and ${target.name} has no continuous backup to go back by.`;
}
