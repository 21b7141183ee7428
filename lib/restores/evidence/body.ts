/** What evidence says of one end of a restore (docs/evidence.md). Pure. */
import { CONTROLS } from '../../drills/evidence/body.ts';
import { VERSION } from '../../version.ts';
import { isActive, type RestoreEnd, type RestoreRecord } from '../record.ts';
import { verifiedOf } from '../verification/verification.ts';

/** @param end written down with its status: a record that is appended late says what was true then */
export function restoreBody(record: RestoreRecord, end: RestoreEnd, simulated: boolean): object {
  const { request, target, safetySnapshot } = record;
  const { confirmTarget, reason, ticket, snapshot: choice, delivery } = request;
  return {
    restore: record.id,
    end: end.number,
    simulated,
    requestedBy: record.requestedBy,
    why: reason ?? null,
    ticket: ticket ?? null,
    createdAt: record.createdAt,
    request: { snapshot: choice, delivery, targetConfirmed: confirmTarget !== undefined },
    source: record.source,
    snapshot: record.snapshot ?? null,
    target: target ?? null,
    wiped: wipedBy(record, end),
    safetySnapshot: safetySnapshot ?? null,
    undo: record.undo ?? null,
    atlasJobId: end.atlasJobId ?? null,
    adopted: end.adopted ?? false,
    otherJobIds: end.otherJobIds ?? [],
    status: end.status,
    reason: end.reason ?? null,
    endedAt: end.at,
    startedAt: end.startedAt ?? null,
    finishedAt: end.finishedAt ?? null,
    // Of a download: until when its link works.
    expiresAt: end.status === 'READY' ? (record.expiresAt ?? null) : null,
    timeline: timelineTo(record, end),
    durations: end.durations ?? null,
    ...verifiedAs(record, end),
    roles: { source: 'reader', restore: 'restorer' },
    tool: { name: 'atlas-restore', version: VERSION },
    controls: CONTROLS,
  };
}

/** Of a restore that was opened again since, what came after this end belongs to the next. */
function timelineTo({ timeline }: RestoreRecord, { number }: RestoreEnd): RestoreRecord['timeline'] {
  const last = timeline.filter(({ status }) => !isActive(status))[number - 1];
  return last === undefined ? timeline : timeline.slice(0, timeline.indexOf(last) + 1);
}

/** `verified` null: nobody asked for it. */
function verifiedAs({ request, verification }: RestoreRecord, { status }: RestoreEnd): object {
  const verified = verifiedOf({ request, status, ...(verification && { verification }) });
  if (status !== 'SUCCEEDED' || verification?.decidedAt === undefined) return { verified };
  const { code, detail, checks = [], startedAt, decidedAt } = verification;
  return { verified, verification: { startedAt, decidedAt, code, detail, checks } };
}

/** Null where nothing was: a download, or no job was ever made. How much the target held, Atlas does not say. */
function wipedBy({ target, collections }: RestoreRecord, { atlasJobId }: RestoreEnd): object | null {
  if (target === undefined || atlasJobId === undefined) return null;
  return { deployment: target, only: collections ?? null, held: 'unknown' };
}
