/** Last step: says how the drill ended, so that an execution succeeds only if it passed and nothing is left. */
import type { DrillContext } from '../context.ts';
import { type DrillView, toDrillView } from '../view.ts';

export type ReportStatus = 'PASSED' | 'FAILED' | 'INCONCLUSIVE' | 'NOT_CLEANED' | 'UNKNOWN';

export interface Reported {
  readonly id: string;
  readonly status: ReportStatus;
  /** The drill as JSON text, for the cause of a failed execution. */
  readonly cause: string;
  readonly drill: DrillView | null;
}

/** A cause holds 32 KiB. */
const LONGEST_CAUSE = 30_000;

/** @param cleanupFailed the sweeper goes on with it */
export async function report(context: DrillContext, id: string, cleanupFailed = false): Promise<Reported> {
  const record = await context.drillLedger.getDrill(id);
  if (record === undefined)
    return {
      id,
      status: 'UNKNOWN',
      cause: JSON.stringify({ id, reason: 'There is no such drill.' }),
      drill: null,
    };
  const drill = toDrillView(record);
  const notCleaned = cleanupFailed || record.cleanup?.target === 'NOT_OURS';
  const status = notCleaned ? 'NOT_CLEANED' : (record.verdict ?? 'INCONCLUSIVE');
  const text = JSON.stringify(drill);
  const cause = text.length <= LONGEST_CAUSE ? text : JSON.stringify({ ...drill, checks: [] });
  return { id, status, cause, drill };
}
