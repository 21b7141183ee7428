/** What the steps of a drill hand to each other: the definition routes by `next`, which the record decides. */
import { LedgerConflict } from '../../aws/ledger-conflict.ts';
import type { DrillContext } from '../context.ts';
import type { DrillPlan } from '../plans/plan.ts';
import { type DrillRecord, type Finding, hasReached, type Phase, type Verdict } from '../record.ts';

/** `FOLLOW`: the restore has been started, look at it. `REPORT`: nothing more is to be done now. */
export type Next = Phase | 'FOLLOW' | 'REPORT';

export interface DrillStep {
  readonly id: string;
  readonly next: Next;
  readonly waitSeconds: number;
}

export const step = (id: string, next: Next, waitSeconds = 0): DrillStep => ({ id, next, waitSeconds });

/** To where the record is. */
export const onwards = ({ id, phase }: DrillRecord): DrillStep =>
  step(id, phase === 'DONE' ? 'REPORT' : phase);

/** Of a drill that is in that phase; any other is sent to where it is, and one that is to end, to its evidence. */
export async function inPhase(
  context: DrillContext,
  id: string,
  phase: Phase,
  work: (record: DrillRecord, plan: DrillPlan) => Promise<DrillStep>,
): Promise<DrillStep> {
  const record = await context.drillLedger.getDrill(id);
  if (record === undefined) return step(id, 'REPORT');
  if (record.phase !== phase) return onwards(record);
  const plan = planOf(context, record);
  const over = hasReached(record, 'EVIDENCE') ? undefined : reasonToEnd(context, record, plan);
  if (over !== undefined) return endEarly(context, record, over);
  if (plan === undefined) throw new TypeError('A drill without a plan is ended early.');
  return work(record, plan);
}

export const planOf = ({ drills }: DrillContext, record: Pick<DrillRecord, 'plan'>): DrillPlan | undefined =>
  drills.plans.find(({ name }) => name === record.plan);

export type Ending = Finding & { readonly verdict: Verdict };

export const CANCELLED: Ending = {
  verdict: 'INCONCLUSIVE',
  code: 'CANCELLED',
  detail: 'The drill was stopped before it had proven anything.',
};
export const OUT_OF_TIME: Ending = {
  verdict: 'INCONCLUSIVE',
  code: 'DRILL_OUT_OF_TIME',
  detail: 'The drill did not end within its time limit.',
};

function reasonToEnd(
  { clock }: DrillContext,
  record: DrillRecord,
  plan: DrillPlan | undefined,
): Ending | undefined {
  if (record.cancelRequestedAt !== undefined) return CANCELLED;
  if (plan === undefined)
    return {
      verdict: 'INCONCLUSIVE',
      code: 'PLAN_GONE',
      detail: `There is no plan ${record.plan} any more.`,
    };
  // The reads have their own end, at which what was seen is judged.
  return record.phase !== 'VERIFY' && clock.now() >= new Date(record.endsBy) ? OUT_OF_TIME : undefined;
}

/** What was found out so far is kept; evidence and cleanup follow. */
export async function endEarly(
  context: DrillContext,
  record: DrillRecord,
  ended: Ending,
): Promise<DrillStep> {
  context.log.warn('drill ends early', { drillId: record.id, code: ended.code, detail: ended.detail });
  return onwards(await context.drillLedger.saveDrill({ ...record, ended, phase: 'EVIDENCE' }));
}

/** A record has a handful of writers; whoever loses this often against them is in a loop. */
const TRIES = 5;

/** Changes what others may change at the same moment. Undefined leaves it alone. Throws {@link LedgerConflict}. */
export async function changeDrill(
  { drillLedger }: Pick<DrillContext, 'drillLedger'>,
  record: DrillRecord,
  change: (current: DrillRecord) => DrillRecord | undefined,
): Promise<DrillRecord> {
  let current = record;
  for (let tries = 1; ; tries += 1) {
    const next = change(current);
    if (next === undefined) return current;
    try {
      return await drillLedger.saveDrill(next);
    } catch (error) {
      if (!(error instanceof LedgerConflict) || tries === TRIES) throw error;
      const read = await drillLedger.getDrill(record.id);
      if (read === undefined) throw error;
      current = read;
    }
  }
}
