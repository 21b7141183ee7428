/** Stops a drill: its next step ends it, and cleans up. A restore under way is waited for, as Atlas cannot stop one. */
import { refuse } from '../restores/refusal.ts';
import type { DrillContext } from './context.ts';
import { type DrillRecord, hasReached } from './record.ts';
import { changeDrill } from './steps/step.ts';

/** Asked twice it is asked once. A drill whose target is kept gives it up now. Throws `RestoreRefused` when it is over. */
export async function cancelDrill(context: DrillContext, record: DrillRecord): Promise<DrillRecord> {
  const now = context.clock.now().toISOString();
  return changeDrill(context, record, (current) => {
    if (current.phase === 'DONE' || (hasReached(current, 'EVIDENCE') && current.keptUntil === undefined))
      return refuse({
        code: 'DRILL_ENDED',
        field: 'id',
        detail: `Drill ${current.id} has ended${current.verdict ? `: ${current.verdict}` : ''}.`,
        status: 409,
      });
    if (current.cancelRequestedAt !== undefined) return undefined;
    const kept = current.keptUntil === undefined ? {} : { keptUntil: now };
    return { ...current, cancelRequestedAt: now, ...kept };
  });
}
