/**
 * A year of weekly drills of many sources, as they were decided, with reviews of those that did not pass: in a chain, and
 * where it is wanted in a ledger. Figures grow, jump and stand still by the number of the source, so that it is the same
 * each time.
 */
import { reviewBody } from '../../lib/drills/evidence/body.ts';
import { type DrillPlan, drillPlan } from '../../lib/drills/plans/plan.ts';
import type { DrillRecord, DrillReview } from '../../lib/drills/record.ts';
import { appendEvidence, type EvidenceParts } from '../../lib/evidence/append.ts';
import { positionOf } from '../../lib/evidence/record.ts';
import { type DrillSaw, decided, seenDrill } from './decided-drills.ts';

export const WEEKS = 52;
const WEEK_MS = 7 * 86_400_000;
const MINUTE_MS = 60_000;
const PROJECT = '6b00000000000000000000a1';

export const sourceName = (number: number): string => `Shop-${String(number).padStart(2, '0')}`;

const plan: DrillPlan = drillPlan.parse({
  name: 'weekly-shops',
  sources: [{ projectId: PROJECT, name: sourceName(1) }],
  schedule: 'rate(7 days)',
  objectives: { rtoMinutes: 60, rpoMinutes: 1_440 },
});

export interface YearOptions {
  readonly evidence: EvidenceParts;
  readonly sources: number;
  /** The week of the last drills begins so many weeks after the first. */
  readonly from: string;
  save?(record: DrillRecord): Promise<unknown>;
}

/** Returns how many drills there were. */
export async function drillYear({ evidence, sources, from, save }: YearOptions): Promise<number> {
  for (let week = 0; week < WEEKS; week += 1)
    for (let source = 1; source <= sources; source += 1) {
      const at = Date.parse(from) + week * WEEK_MS + source * MINUTE_MS;
      const record = await decided(evidence, seenDrill(sawIn(week, source, at), plan), plan);
      const reviewed = record.verdict === 'PASSED' ? record : await review(evidence, record, week);
      await save?.(reviewed);
    }
  return WEEKS * sources;
}

function sawIn(week: number, source: number, at: number): DrillSaw {
  // A third grows towards the objective of an hour, a third jumps, a third stands still.
  const grown = source % 3 === 0 ? week * 40 : source % 3 === 1 ? ((week * 37 + source) % 11) * 60 : 0;
  const restoreSeconds = 300 + source * 7 + grown;
  const turn = (week * 50 + source) % 97;
  return {
    id: `weekly-shops-${String(week).padStart(2, '0')}-${String(source).padStart(2, '0')}`,
    source: { projectId: PROJECT, name: sourceName(source) },
    createdAt: new Date(at).toISOString(),
    restoreSeconds,
    rtoSeconds: restoreSeconds + 420,
    snapshotAgeSeconds: 3_600 + ((week * 13 + source * 29) % 20) * 3_600,
    sizeBytes: 2e9 + week * source * 1e6,
    data: turn === 0 ? 'empty' : turn === 1 ? 'unread' : turn === 2 ? 'ended' : 'good',
    costUsd: 0.5 + (source % 7) / 10,
  };
}

async function review(evidence: EvidenceParts, record: DrillRecord, week: number): Promise<DrillRecord> {
  const at = new Date(Date.parse(record.createdAt) + 86_400_000).toISOString();
  const said: DrillReview = {
    number: 1,
    decision: week % 2 === 0 ? 'fixed' : 'accepted',
    reviewer: 'Ada Lovelace',
    recordedBy: 'arn:aws:iam::111122223333:role/reviewer',
    at,
    ticket: `OPS-${week}`,
    note: 'Looked at with the owner of the source.',
  };
  const { record: written } = await appendEvidence(evidence, {
    key: `${record.id}#review-1`,
    kind: 'review',
    at,
    body: reviewBody(record, said),
  });
  return { ...record, reviews: [{ ...said, evidence: positionOf(written) }] };
}
