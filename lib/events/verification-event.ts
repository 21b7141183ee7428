/** What is told of a verification on EventBridge: what became of the data of a restore that asked for it. */
import type { RestoreRecord } from '../restores/record.ts';
import { type RestoreView, toView } from '../restores/view.ts';

export const VERIFICATION_STATE_CHANGE = 'Restore Verification State Change';

export const VERIFICATION_EVENT_VERSION = 1;

/** The restore as `GET` answers it, and what tells this event from others. */
export interface VerificationEvent extends RestoreView {
  readonly schemaVersion: typeof VERIFICATION_EVENT_VERSION;
  /** `<restore>#VERIFIED`: the same however often it comes. */
  readonly eventId: string;
  /** Of the restore's record in the chain of evidence, which says the same. */
  readonly sequence: number;
}

/** Undefined: it is not decided, or not in evidence. */
export function verificationEvent(record: RestoreRecord): VerificationEvent | undefined {
  // The clock is only asked whether a link has expired, and a restore with a target has none.
  const view = toView(record, new Date(0));
  if (record.verification?.decidedAt === undefined || view.evidence === undefined) return undefined;
  return {
    schemaVersion: VERIFICATION_EVENT_VERSION,
    eventId: `${record.id}#VERIFIED`,
    sequence: view.evidence.sequence,
    ...view,
  };
}
