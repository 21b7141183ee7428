/**
 * Drills that were decided and cleaned up, as the steps of a drill leave them in the ledger and in the chain, without the
 * drill itself: verdict, measures and evidence are made by the same functions from what it would have seen.
 */
import type { CheckResult } from '../../lib/drills/check-result.ts';
import { fail, inconclusive, pass } from '../../lib/drills/checks/result.ts';
import { cleanupBody, drillBody } from '../../lib/drills/evidence/body.ts';
import { measuresOf } from '../../lib/drills/measures.ts';
import type { DrillPlan } from '../../lib/drills/plans/plan.ts';
import type { DrillRecord } from '../../lib/drills/record.ts';
import { allRows, decide } from '../../lib/drills/verdict.ts';
import { appendEvidence, type EvidenceParts } from '../../lib/evidence/append.ts';
import { positionOf } from '../../lib/evidence/record.ts';

export interface DrillSaw {
  readonly id: string;
  readonly source: { readonly projectId: string; readonly name: string };
  readonly createdAt: string;
  /** From the start to the first read, and of the restore alone. */
  readonly rtoSeconds: number;
  readonly restoreSeconds: number;
  readonly snapshotAgeSeconds: number;
  readonly sizeBytes: number;
  /** What its checks of data found; `ended`: it never came to them. */
  readonly data: 'good' | 'empty' | 'unread' | 'ended';
  readonly costUsd: number | null;
}

const HALF_MINUTE_MS = 30_000;

const after = (at: string, seconds: number): string =>
  new Date(Date.parse(at) + seconds * 1_000).toISOString();

/** As it is when its checks are over, before its verdict. */
export function seenDrill(saw: DrillSaw, plan: DrillPlan): DrillRecord {
  const { id, source, createdAt, rtoSeconds, restoreSeconds, snapshotAgeSeconds, sizeBytes, data } = saw;
  const read = after(createdAt, rtoSeconds);
  const isRead = data === 'good' || data === 'empty';
  const { rtoMinutes, rpoMinutes, rto, whenMissed } = plan.objectives;
  return {
    id,
    version: 0,
    plan: plan.name,
    source: { ...source, family: 'flex' },
    trigger: { kind: 'schedule', by: 'schedule of a test', at: createdAt },
    simulated: true,
    phase: 'EVIDENCE',
    createdAt,
    endsBy: after(createdAt, 6 * 3_600),
    deleteBy: after(createdAt, 7 * 3_600),
    objectives: { rtoSeconds: rtoMinutes * 60, rpoSeconds: rpoMinutes * 60, rto, whenMissed },
    marks: {
      startedAt: createdAt,
      ...(data !== 'ended' && {
        snapshotChosenAt: createdAt,
        targetReadyAt: createdAt,
        jobAcceptedAt: createdAt,
        jobFinishedAt: after(createdAt, restoreSeconds),
      }),
      ...(isRead && { firstReadAt: read, decidedAt: after(read, 5) }),
    },
    ...(data !== 'ended' && {
      snapshot: {
        id: '6b000000000000000000f101',
        createdAt: after(createdAt, -snapshotAgeSeconds),
        sizeBytes,
        worstGapSeconds: 86_400,
      },
      restore: { id: `${id}-restore`, status: 'SUCCEEDED', atlasJobId: '6b078b0c366f4f3ffc000001' },
    }),
    fidelity: {
      target: 'new',
      sameProject: false,
      sameRegion: true,
      sameSize: true,
      sameVersion: true,
      dropped: [],
    },
    cost: {
      asOf: saw.costUsd === null ? null : createdAt.slice(0, 10),
      estimatedUsd: saw.costUsd,
      actualUsd: saw.costUsd,
      hours: 1,
      missing: [],
      items: [],
    },
    checks: checksOf(data),
    ...(data === 'ended' && {
      ended: {
        verdict: 'FAILED',
        code: 'NO_ELIGIBLE_SNAPSHOT',
        detail: 'There is no snapshot to be restored.',
      },
    }),
  };
}

function checksOf(data: DrillSaw['data']): readonly CheckResult[] {
  if (data === 'ended') return [];
  const before = [pass('snapshot-eligible'), pass('restore-completed')];
  if (data === 'unread') return [...before, inconclusive('reachable', 'CONNECTION_FAILED')];
  const read = [...before, pass('reachable'), pass('server-version'), pass('collections-present')];
  const rest = [pass('document-counts'), pass('indexes-present')];
  if (data === 'good') return [...read, pass('not-empty'), ...rest, pass('validate')];
  const empty = fail('not-empty', 'CRITICAL_EMPTY', { detail: 'app.accounts.' });
  return [...read, empty, ...rest, pass('validate')];
}

/** Its verdict and the proof of its cleanup in the chain, and the record as the ledger then has it. */
export async function decided(
  evidence: EvidenceParts,
  seen: DrillRecord,
  plan: DrillPlan,
): Promise<DrillRecord> {
  const checks = allRows(seen.checks);
  const measures = measuresOf({ ...seen, checks }, true);
  const judged: DrillRecord = { ...seen, checks, measures, ...decide({ ...seen, checks }, measures) };
  const at = judged.marks.decidedAt ?? after(judged.createdAt, 600);
  const verdict = await appendEvidence(evidence, {
    key: `${seen.id}#drill`,
    kind: 'drill',
    at,
    body: drillBody(judged, plan),
  });
  const cleanedAt = new Date(Date.parse(at) + HALF_MINUTE_MS).toISOString();
  const cleaned: DrillRecord = {
    ...judged,
    marks: { ...judged.marks, cleanedAt },
    cleanup: { target: 'DELETED' },
    cleanupSince: at,
    evidence: positionOf(verdict.record),
  };
  const proof = await appendEvidence(evidence, {
    key: `${seen.id}#cleanup`,
    kind: 'cleanup',
    at: cleanedAt,
    body: cleanupBody(cleaned),
  });
  return { ...cleaned, phase: 'DONE', cleanupEvidence: positionOf(proof.record) };
}
