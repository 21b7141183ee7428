/** A restore as a report lists it. */
import { drillOfRestore } from '../drills/target/target-name.ts';
import type { EvidencePosition } from '../evidence/record.ts';
import type { RestoreRecord } from '../restores/record.ts';
import { verifiedOf } from '../restores/verification/verification.ts';
import type { ReportRestore } from './report.ts';

/** Undefined: it is part of a drill, which is listed itself. */
export function reportRestore(record: RestoreRecord): ReportRestore | undefined {
  if (drillOfRestore(record.id) !== undefined) return undefined;
  const { target, request } = record;
  return {
    id: record.id,
    requestedBy: record.requestedBy,
    why: request.reason ?? null,
    ticket: request.ticket ?? null,
    source: record.source,
    target: target ? { projectId: target.projectId, family: target.family, name: target.name } : null,
    status: record.status,
    createdAt: record.createdAt,
    finishedAt: record.finishedAt ?? null,
    atlasJobId: record.atlasJobId ?? null,
    verified: verifiedOf(record),
    evidence: record.provenEnds?.at(-1)?.evidence ?? null,
  };
}

const isText = (value: unknown): value is string => typeof value === 'string';

/** Undefined: it is of a shape that is not known. @param body of a record of the kind `restore`, without nulls */
export function restoreOfEvidence(
  body: Readonly<Record<string, unknown>>,
  evidence: EvidencePosition,
): ReportRestore | undefined {
  const said = body as Partial<Record<string, unknown>>;
  const { restore, requestedBy, why, ticket, source, target, createdAt, finishedAt, atlasJobId, status } =
    said;
  if (!isText(restore) || !isText(requestedBy) || !isText(createdAt) || !isText(status)) return undefined;
  if (typeof source !== 'object') return undefined;
  const { verified } = said;
  return {
    id: restore,
    requestedBy,
    why: isText(why) ? why : null,
    ticket: isText(ticket) ? ticket : null,
    source: source as ReportRestore['source'],
    target: placeIn(target),
    status: status as ReportRestore['status'],
    createdAt,
    finishedAt: isText(finishedAt) ? finishedAt : null,
    atlasJobId: isText(atlasJobId) ? atlasJobId : null,
    verified: verified === true || verified === false || verified === 'not-run' ? verified : null,
    evidence,
  };
}

function placeIn(target: unknown): ReportRestore['target'] {
  if (target === undefined) return null;
  const { projectId, family, name } = target as NonNullable<ReportRestore['target']>;
  return { projectId, family, name };
}
