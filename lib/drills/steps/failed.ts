/** Where a step failed for good: written down as why the drill proves nothing, and on to evidence and cleanup. */
import type { DrillContext } from '../context.ts';
import { hasReached } from '../record.ts';
import { type DrillStep, endEarly, onwards, step } from './step.ts';

export interface StepFailure {
  readonly Error: string;
  readonly Cause: string;
}

export async function stepFailed(
  context: DrillContext,
  id: string,
  failure: StepFailure,
): Promise<DrillStep> {
  const record = await context.drillLedger.getDrill(id);
  if (record === undefined) return step(id, 'REPORT');
  if (hasReached(record, 'EVIDENCE')) return onwards(record);
  const detail = `In phase ${record.phase}: ${messageOf(failure.Cause)}`;
  return endEarly(context, record, { verdict: 'INCONCLUSIVE', code: codeOf(failure.Error), detail });
}

function codeOf(error: string): string {
  switch (error) {
    case 'AtlasUnavailable':
      return 'ATLAS_UNAVAILABLE';
    case 'AtlasOutcomeUnknown':
      return 'ATLAS_OUTCOME_UNKNOWN';
    case 'AtlasError':
      return 'ATLAS_REFUSED';
    case 'States.Timeout':
      return 'STEP_TIMED_OUT';
    default:
      return 'INTERNAL_ERROR';
  }
}

const LONGEST = 500;

/** Lambda puts the message of a thrown error into a JSON text. */
function messageOf(cause: string): string {
  try {
    const { errorMessage } = JSON.parse(cause) as { errorMessage?: unknown };
    if (typeof errorMessage === 'string') return errorMessage.slice(0, LONGEST);
  } catch {
    // Not JSON: the local engine gives the message itself.
  }
  return cause.slice(0, LONGEST);
}
