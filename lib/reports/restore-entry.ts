/** A restore as a report lists it. */
import type { EvidencePosition } from '../evidence/record.ts';
import { redactedText } from '../evidence/redact.ts';
import type { RestoreRecord } from '../restores/record.ts';
import { saidOf } from '../restores/said.ts';
import { verifiedOf } from '../restores/verification/verification.ts';
import { expireIfDue } from '../restores/view.ts';
import type { ReportRestore } from './report.ts';

/** @param now a link of a download that has run out is `EXPIRED` */
export function reportRestore(stored: RestoreRecord, now: Date): ReportRestore {
  const record = expireIfDue(stored, now);
  const { target, request } = record;
  const said = saidOf(request);
  return {
    id: redactedText(record.id),
    requestedBy: redactedText(record.requestedBy),
    why: said.why ?? null,
    ticket: said.ticket ?? null,
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

/** What its evidence says, and until when the link of a download works. */
export interface ProvenRestore {
  readonly entry: ReportRestore;
  readonly expiresAt?: string;
}

const isText = (value: unknown): value is string => typeof value === 'string';

/** Undefined: it is of a shape that is not known. @param body of a record of the kind `restore`, without nulls */
export function restoreOfEvidence(
  body: Readonly<Record<string, unknown>>,
  evidence: EvidencePosition,
): ProvenRestore | undefined {
  const said = body as Partial<Record<string, unknown>>;
  const { restore, requestedBy, why, ticket, source, target, createdAt, finishedAt, atlasJobId, status } =
    said;
  if (!isText(restore) || !isText(requestedBy) || !isText(createdAt) || !isText(status)) return undefined;
  if (typeof source !== 'object') return undefined;
  const { verified, expiresAt } = said;
  const entry: ReportRestore = {
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
  return { entry, ...(isText(expiresAt) && { expiresAt }) };
}

/** As {@link reportRestore} has it. */
export const asOf = ({ entry, expiresAt = '' }: ProvenRestore, now: Date): ReportRestore =>
  entry.status === 'READY' && now.getTime() > Date.parse(expiresAt) ? { ...entry, status: 'EXPIRED' } : entry;

function placeIn(target: unknown): ReportRestore['target'] {
  if (target === undefined) return null;
  const { projectId, family, name } = target as NonNullable<ReportRestore['target']>;
  return { projectId, family, name };
}
