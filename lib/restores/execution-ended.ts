/**
 * An execution has ended in a way that skips every Catch: stopped by somebody, past the machine's own limit, failed in
 * the engine. What is true is found out, and where Atlas' job goes on, another execution follows it (docs: create once,
 * "nothing hangs"). Ordinary ends come here too and find everything written.
 */
import { LedgerConflict } from '../aws/ledger-conflict.ts';
import type { Workflows } from '../aws/workflows.ts';
import { changeRecord } from './change-record.ts';
import type { RestoreContext } from './context.ts';
import { isActive, mayHaveJob, type RestoreRecord, timeLimitAt } from './record.ts';
import { sha256 } from './request.ts';
import { resumedId } from './resumed-id.ts';
import { endRestore, readOnce } from './steps/record-outcome.ts';
import { releaseTargetLock } from './target-lock.ts';

export interface ExecutionEnd {
  /** Of the restore that the execution was for. */
  readonly id: string;
  readonly status: 'FAILED' | 'TIMED_OUT' | 'ABORTED';
}

/** Each has hours of retries of its own. What keeps failing is looked at by the sweeper alone, until its time limit. */
const MOST_RESUMES = 5;
/** What was decided of a record that its last step has written since is decided anew; a step writes a few times. */
const TRIES = 5;

export async function executionEnded(
  context: RestoreContext & { readonly workflows: Workflows },
  end: ExecutionEnd,
): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await lookAfter(context, end);
      return;
    } catch (error) {
      if (!(error instanceof LedgerConflict) || tries === TRIES) throw error;
    }
  }
}

async function lookAfter(
  context: RestoreContext & { readonly workflows: Workflows },
  { id, status }: ExecutionEnd,
): Promise<void> {
  const record = await context.ledger.getRestore(id);
  if (record === undefined) {
    // Refused before anything was written, or no restore of ours.
    context.log.info('execution without a restore', { restoreId: id, status });
    return;
  }
  if (!isActive(record.status)) {
    const told = await context.ledger.announce(record);
    if (told.jobMayRun !== true) await releaseTargetLock(context, told);
    return;
  }
  context.log.warn('execution ended before its restore', { restoreId: id, status });
  if (await goesOn(context, record)) await resume(context, record);
  else await endRestore(context, record, { failure: failureOf(status) });
}

/** Whether there is something to follow, or to find out: a job, or a POST that may have made one. */
async function goesOn(context: RestoreContext, record: RestoreRecord): Promise<boolean> {
  if ((record.resumes ?? 0) >= MOST_RESUMES || context.clock.now() >= timeLimitAt(record)) return false;
  const { atlasJobId } = record;
  if (atlasJobId === undefined) return mayHaveJob(record);
  // By the same measure as the last step's: a job that has ended goes on until its target is idle again.
  const read = await readOnce(context, record, atlasJobId);
  return read === 'running' || read === 'unknown';
}

async function resume(
  context: RestoreContext & { readonly workflows: Workflows },
  record: RestoreRecord,
): Promise<void> {
  const { resumes = 0 } = record;
  // Who comes twice for one end counts once.
  await changeRecord(context.ledger, record, (current) =>
    (current.resumes ?? 0) > resumes ? undefined : { ...current, resumes: resumes + 1 },
  );
  await context.workflows.start(resumeName(record.id, resumes + 1), { resume: record.id });
}

/** Of the execution that takes a restore up for the nth time: ids may be as long as a name already. */
export const resumeName = (id: string, resumes: number): string =>
  `resume-${sha256(id, String(resumes)).slice(0, 40)}`;

function failureOf(status: ExecutionEnd['status']) {
  const sentences = {
    FAILED: 'The execution failed.',
    TIMED_OUT: 'The execution outlived the limit of the state machine.',
    ABORTED: 'The execution was stopped by somebody.',
  } as const;
  return { Error: `Execution.${status}`, Cause: sentences[status] };
}

/** Which restore an execution is for: its name, or what it resumes. */
export function restoreOf(name: string, input: unknown): string {
  return resumedId(input) ?? name;
}
