/**
 * Looks after what no execution looks after any more, on a rule of its own: drills that are overdue, whose execution is
 * gone, whose target was kept long enough, whose verdict was not told, whose review is not in the chain; and plans of which something was not told. It does what
 * the last steps do, and may do it at the same moment as they.
 */
import type { ExecutionState } from '../aws/workflows.ts';
import { logAbout } from '../log.ts';
import type { DrillWorkflowsPart } from './context.ts';
import { type DrillRecord, hasReached, hasUnrecordedReviews, isOver } from './record.ts';
import { appendReviews } from './review/review-drill.ts';
import { runDrill } from './start-drills.ts';
import { type CleanUpContext, cleanUp, isKept } from './steps/clean-up.ts';
import { withEvidence } from './steps/evidence.ts';
import { changeDrill, type Ending, OUT_OF_TIME } from './steps/step.ts';
import { countLate, repeatSuspended } from './suspend-plan.ts';
import { sweepStrays } from './sweep-strays.ts';

export type SweepDrillsContext = CleanUpContext & DrillWorkflowsPart;

export interface SweptDrills {
  readonly looked: number;
  /** Drills that could not be looked after now; the next sweep comes to them again. */
  readonly failed: number;
  /** False when the time was up before all were looked at. */
  readonly complete: boolean;
}

const MINUTE_MS = 60_000;
/** An execution that is at its end may take so long for evidence and cleanup; then the sweeper does it as well. */
const GRACE_MS = 10 * MINUTE_MS;
/** Whoever accepted it was cut off before it was started: it is, for so long. */
const START_WITHIN_MS = 15 * MINUTE_MS;

/** @param limitMs how long it may take, by the context's clock; the next sweep goes on with what is left */
export async function sweepDrills(context: SweepDrillsContext, limitMs: number): Promise<SweptDrills> {
  const until = context.clock.now().getTime() + limitMs;
  let looked = 0;
  let failed = 0;
  for await (const { id } of context.drillLedger.unfinishedDrills()) {
    if (context.clock.now().getTime() > until) return { looked, failed, complete: false };
    looked += 1;
    try {
      await logAbout({ drillId: id }, () => lookAfter(context, id));
    } catch (error) {
      failed += 1;
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      context.log.warn('drill not looked after', { drillId: id, error: name, detail: message });
    }
  }
  failed += await plansLeft(context);
  return { looked, failed: failed + (await straysLeft(context)), complete: true };
}

/** 1: what is not told of plans could not be looked for. */
async function plansLeft(context: SweepDrillsContext): Promise<number> {
  const { drillLedger, log } = context;
  try {
    await drillLedger.announcePlans();
    await repeatSuspended(context);
    return 0;
  } catch (error) {
    log.warn('plans not looked after', { error: error instanceof Error ? error.name : '' });
    return 1;
  }
}

/** 1: they could not be looked for. */
async function straysLeft(context: SweepDrillsContext): Promise<number> {
  if (context.drills.plans.length === 0) return 0;
  try {
    await sweepStrays(context);
    return 0;
  } catch (error) {
    context.log.warn('stray targets not looked for', { error: error instanceof Error ? error.name : '' });
    return 1;
  }
}

/** The index may be a moment old: what is decided on is read anew. */
async function lookAfter(context: SweepDrillsContext, id: string): Promise<void> {
  const read = await context.drillLedger.getDrill(id);
  if (read === undefined) return;
  const record = await context.drillLedger.announce(read);
  if (isOver(record)) {
    if (hasUnrecordedReviews(record)) await appendReviews(context, record);
    return;
  }
  if (isKept(context, record) && record.evidence !== undefined) return;
  const counted = await countLate(context, record);
  const ending = await whyUp(context, counted);
  if (ending === undefined) return;
  const ended = await end(context, counted, ending);
  await cleanUp(context, ended.id, await evidenceFails(context, ended));
}

/** Undefined: somebody is at it. */
async function whyUp(context: SweepDrillsContext, record: DrillRecord): Promise<Ending | undefined> {
  const now = context.clock.now().getTime();
  const state = await context.drillWorkflows.stateOf(record.id);
  const overdue = now >= Date.parse(record.endsBy) + GRACE_MS;
  if (state === 'RUNNING') return overdue ? OUT_OF_TIME : undefined;
  const isNew = now - Date.parse(record.createdAt) < START_WITHIN_MS;
  if (state === 'NONE' && record.phase === 'PREFLIGHT' && isNew) {
    await runDrill(context, record);
    return undefined;
  }
  if (!hasReached(record, 'CLEANUP'))
    context.log.warn('drill without an execution', { drillId: record.id, state });
  return overdue ? OUT_OF_TIME : executionGone(state);
}

function executionGone(state: Exclude<ExecutionState, 'RUNNING'>): Ending {
  const detail = `The drill's execution ended (${state}) before the drill did.`;
  return { verdict: 'INCONCLUSIVE', code: 'EXECUTION_ENDED', detail };
}

function end(context: SweepDrillsContext, record: DrillRecord, ended: Ending): Promise<DrillRecord> {
  return changeDrill(context, record, (current) =>
    hasReached(current, 'EVIDENCE') ? undefined : { ...current, ended, phase: 'EVIDENCE' },
  );
}

/** What is paid for is taken away all the same; the evidence is tried again with the next sweep. */
async function evidenceFails(context: SweepDrillsContext, record: DrillRecord): Promise<boolean> {
  try {
    await withEvidence(context, record);
    return false;
  } catch (error) {
    context.log.error('evidence not written', {
      drillId: record.id,
      error: error instanceof Error ? error.name : '',
    });
    return true;
  }
}
