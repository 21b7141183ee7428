/**
 * What people say of a drill that was decided. It is written down in the ledger first, which numbers reviews and knows a
 * request that comes again; then it is appended to the chain, and what could not be appended the sweeper appends later.
 */
import { appendEvidence } from '../../evidence/append.ts';
import { positionOf } from '../../evidence/record.ts';
import { refuse } from '../../restores/refusal.ts';
import { sha256 } from '../../restores/request.ts';
import type { DrillContext, EvidencePart } from '../context.ts';
import { reviewBody } from '../evidence/body.ts';
import type { DrillRecord, DrillReview } from '../record.ts';
import { changeDrill } from '../steps/step.ts';
import type { ReviewRequest } from './request.ts';

type Context = Pick<DrillContext, 'drillLedger' | 'clock' | 'log'> & EvidencePart;

export interface Reviewing {
  readonly request: ReviewRequest;
  /** As the authorizer found out. */
  readonly caller: string;
  /** The same key of the same caller is the same review. */
  readonly key?: string | undefined;
}

export interface Reviewed {
  readonly record: DrillRecord;
  readonly review: DrillReview;
}

/** They are all in the drill's item, in its events and in lists of a hundred drills: at most some 80 KB of it. */
const MOST_REVIEWS = 20;

/** Throws `RestoreRefused`, and `LedgerConflict` where others write the drill all the time. */
export async function reviewDrill(
  context: Context,
  drill: DrillRecord,
  { request, caller, key }: Reviewing,
): Promise<Reviewed> {
  await checkRetest(context, drill, request.retestDrill);
  const { retestDrill, reviewer = caller, ticket, note, decision } = request;
  const said = {
    decision,
    reviewer,
    ...(ticket !== undefined && { ticket }),
    ...(note !== undefined && { note }),
    ...(retestDrill !== undefined && { retestDrill }),
  };
  const requestKey = key === undefined ? undefined : sha256('drill-review', caller, key);
  let number = 0;
  const noted = await changeDrill(context, drill, (current) => {
    const reviews = current.reviews ?? [];
    const same = reviews.find((one) => requestKey !== undefined && one.requestKey === requestKey);
    number = same?.number ?? reviews.length + 1;
    if (same !== undefined) return sameOrRefused(same, said);
    mayBeReviewed(current);
    const at = context.clock.now().toISOString();
    const review = { number, ...said, recordedBy: caller, at, ...(requestKey && { requestKey }) };
    return { ...current, reviews: [...reviews, review] };
  });
  const record = await appended(context, noted);
  const review = record.reviews?.find((one) => one.number === number);
  if (review === undefined) throw new TypeError('A review that was written down is not there.');
  return { record, review };
}

/** Those that are not in the chain yet, in their order. Throws what `appendEvidence` throws. */
export async function appendReviews(
  context: Pick<Context, 'drillLedger' | 'evidence'>,
  record: DrillRecord,
): Promise<DrillRecord> {
  let current = record;
  for (const review of record.reviews ?? []) {
    if (review.evidence !== undefined) continue;
    const { record: evidence } = await appendEvidence(context.evidence, {
      key: `${record.id}#review-${review.number}`,
      kind: 'review',
      at: review.at,
      body: reviewBody(record, review),
    });
    current = await changeDrill(context, current, (read) => withPosition(read, review.number, evidence));
  }
  return current;
}

function withPosition(
  record: DrillRecord,
  number: number,
  evidence: Parameters<typeof positionOf>[0],
): DrillRecord | undefined {
  const reviews = record.reviews ?? [];
  if (reviews.some((one) => one.number === number && one.evidence !== undefined)) return undefined;
  const settled = reviews.map((one) =>
    one.number === number ? { ...one, evidence: positionOf(evidence) } : one,
  );
  return { ...record, reviews: settled };
}

/** What was said is written down; whoever said it is not told that it was not. */
async function appended(context: Context, record: DrillRecord): Promise<DrillRecord> {
  try {
    return await appendReviews(context, record);
  } catch (error) {
    context.log.error('evidence not written', {
      drillId: record.id,
      error: error instanceof Error ? error.name : '',
    });
    return record;
  }
}

function mayBeReviewed({ id, verdict, reviews = [] }: DrillRecord): void {
  if (verdict === undefined)
    refuse({
      code: 'DRILL_NOT_DECIDED',
      field: 'id',
      detail: `Drill ${id} is not decided yet: there is nothing to review.`,
      status: 409,
    });
  if (reviews.length >= MOST_REVIEWS)
    refuse({
      code: 'TOO_MANY_REVIEWS',
      field: 'id',
      detail: `Drill ${id} has ${MOST_REVIEWS} reviews, and takes no more.`,
      status: 409,
    });
}

/** A drill that looked again: of the same source, and begun later. It may still be running. */
async function checkRetest(
  { drillLedger }: Context,
  { id, source, createdAt }: DrillRecord,
  retest?: string,
): Promise<void> {
  if (retest === undefined) return;
  const wrong = (detail: string) =>
    refuse({ code: 'INVALID_ATTRIBUTE', field: 'retestDrill', detail, status: 400 });
  if (retest === id) wrong('retestDrill must be another drill than the one that is reviewed.');
  const again = await drillLedger.getDrill(retest);
  if (again === undefined) return wrong('retestDrill names no drill.');
  if (again.source.projectId !== source.projectId || again.source.name !== source.name)
    wrong(`retestDrill must be a drill of ${source.projectId}/${source.name}.`);
  if (again.createdAt <= createdAt)
    wrong('retestDrill must be a drill that was started after the one that is reviewed.');
}

/** Undefined: nothing more is to be written down. */
function sameOrRefused(before: DrillReview, said: object): undefined {
  const names = ['decision', 'reviewer', 'ticket', 'note', 'retestDrill'] as const;
  const now = said as Partial<DrillReview>;
  if (names.some((name) => before[name] !== now[name]))
    refuse({
      code: 'IDEMPOTENCY_KEY_REUSED',
      field: 'Idempotency-Key',
      detail: 'This Idempotency-Key was used for another review of this drill.',
      status: 409,
    });
  return undefined;
}
