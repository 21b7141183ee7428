/**
 * Looks after what nobody looks after any more (docs: create once, "nothing hangs"): restores without an execution,
 * events that were not told, targets that are locked for a job that has ended by now. Everything it does may be done
 * by somebody else at the same moment.
 */
import type { ExecutionState, Workflows } from '../aws/workflows.ts';
import { logAbout } from '../log.ts';
import type { RestoreContext } from './context.ts';
import { executionEnded, resumeName } from './execution-ended.ts';
import { handOver } from './hand-over.ts';
import { isActive, type RestoreRecord } from './record.ts';
import { settleJob } from './settle-job.ts';
import { lockKey, releaseTargetLock } from './target-lock.ts';

export type SweepContext = RestoreContext & { readonly workflows: Workflows };

export interface Swept {
  readonly looked: number;
  /** Restores that could not be looked after now; the next sweep comes to them again. */
  readonly failed: number;
  /** False when the time was up before all were looked at. */
  readonly complete: boolean;
}

/** @param limitMs how long it may take, by the context's clock; the next sweep goes on with what is left */
export async function sweep(context: SweepContext, limitMs: number): Promise<Swept> {
  const until = context.clock.now().getTime() + limitMs;
  let looked = 0;
  let failed = 0;
  for await (const record of context.ledger.unfinishedRestores()) {
    if (context.clock.now().getTime() > until) return { looked, failed, complete: false };
    looked += 1;
    try {
      await logAbout({ restoreId: record.id }, () => lookAfter(context, record));
    } catch (error) {
      failed += 1;
      context.log.warn('not looked after', {
        restoreId: record.id,
        error: error instanceof Error ? error.name : '',
      });
    }
  }
  return { looked, failed, complete: true };
}

/** The index may be a moment old: what is decided on is read anew. */
async function lookAfter(context: SweepContext, { id }: RestoreRecord): Promise<void> {
  const record = await context.ledger.getRestore(id);
  if (record === undefined) return;
  const told = await context.ledger.announce(record);
  if (isActive(told.status)) return takeUp(context, told);
  if (told.jobMayRun !== true || (await settleJob(context, told))) await releaseTargetLock(context, told);
}

async function takeUp(context: SweepContext, record: RestoreRecord): Promise<void> {
  const { id, resumes = 0 } = record;
  const [first] = (await context.ledger.line(lockKey(record))).places;
  // Renewed by every step: somebody is at it.
  if (first?.id === id && Date.parse(first.leaseUntil) > context.clock.now().getTime()) return;
  const name = resumes > 0 ? resumeName(id, resumes) : id;
  const state = await context.workflows.stateOf(name);
  if (state === 'RUNNING') return;
  context.log.warn('restore without an execution', { restoreId: id, execution: name, state });
  if (state !== 'NONE') return executionEnded(context, { id, status: endOf(state) });
  // Whoever was to start it was cut off.
  if (resumes > 0) await context.workflows.start(name, { resume: id });
  else await handOver(context, record);
}

/** A success that its restore does not know of is none. */
const endOf = (state: Exclude<ExecutionState, 'RUNNING' | 'NONE'>) =>
  state === 'SUCCEEDED' ? 'FAILED' : state;
