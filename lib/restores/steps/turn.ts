/** Whose turn it is: a restore that stands in line for its target looks again after a while, and is planned when it is first. */
import { changeRecord } from '../change-record.ts';
import type { RestoreContext } from '../context.ts';
import { type RestoreRecord, timeLimitAt } from '../record.ts';
import type { Standing } from '../target-lock.ts';
import { lineSeconds, reserveOrStandInLine } from '../wait-in-line.ts';
import { CANCELLED, end, type Step } from './step.ts';

/** What a restore that waits does now; undefined when it is its turn, or it does not wait. */
export async function turnOf(context: RestoreContext, record: RestoreRecord): Promise<Step | undefined> {
  const { id, request, cancelRequestedAt } = record;
  if (request.whenTargetBusy !== 'wait') return undefined;
  if (cancelRequestedAt !== undefined) return end(id, CANCELLED);
  const stands = await reserveOrStandInLine(context, record);
  if (stands === undefined) {
    await note(context, record, undefined);
    return undefined;
  }
  if (context.clock.now() >= timeLimitAt(record)) return end(id, timedOut(record, stands));
  await note(context, record, stands);
  return inLine(context, record, stands);
}

/** Goes back to the plan after a while, under the restore's id whatever its execution is called. */
export function inLine(context: RestoreContext, { id, createdAt }: RestoreRecord, { place }: Standing): Step {
  const waitedSeconds = (context.clock.now().getTime() - Date.parse(createdAt)) / 1_000;
  return {
    id,
    next: 'PLAN',
    waitSeconds: lineSeconds(place, waitedSeconds),
    execution: id,
    request: { resume: id },
  };
}

async function note(context: RestoreContext, record: RestoreRecord, stands: Standing | undefined) {
  await changeRecord(context.ledger, record, ({ inLine: before, ...current }) => {
    if (before?.behind === stands?.behind && before?.place === stands?.place) return undefined;
    return { ...current, ...(stands && { inLine: stands }) };
  });
}

function timedOut({ request, target }: RestoreRecord, { behind }: Standing) {
  const what = target ? target.name : 'The snapshot';
  const detail = `${what} was not free within ${request.timeLimitMinutes} minutes: restore ${behind} has it. Nothing was started.`;
  return { status: 'TIMED_OUT', reason: { code: 'NOT_STARTED_IN_TIME', detail } } as const;
}
