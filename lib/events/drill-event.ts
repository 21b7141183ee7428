/** What is told to the world of a drill, on EventBridge: its verdict, once the evidence is stored, and that nothing is left. */
import type { DrillEventKind, DrillRecord } from '../drills/record.ts';
import { type DrillView, toDrillView } from '../drills/view.ts';

export const DRILL_DETAIL_TYPES: Readonly<Record<DrillEventKind, string>> = {
  VERDICT: 'Restore Drill State Change',
  CLEANUP: 'Restore Drill Cleanup State Change',
};

export const DRILL_EVENT_VERSION = 1;

/** The drill as `GET` answers it, and what tells this event from others. */
export interface DrillEvent extends DrillView {
  readonly schemaVersion: typeof DRILL_EVENT_VERSION;
  /** `<drill>#<kind>`: the same however often it comes. */
  readonly eventId: string;
  /** Of the evidence that it tells of. */
  readonly sequence: number | null;
}

export interface PendingDrillEvent {
  readonly detailType: string;
  readonly at: string;
  readonly detail: DrillEvent;
}

export function pendingDrillEvents(record: DrillRecord): readonly PendingDrillEvent[] {
  return (record.pendingEvents ?? []).map((kind) => {
    const position = kind === 'VERDICT' ? record.evidence : record.cleanupEvidence;
    const at = (kind === 'VERDICT' ? record.marks.decidedAt : record.marks.cleanedAt) ?? record.createdAt;
    return {
      detailType: DRILL_DETAIL_TYPES[kind],
      at,
      detail: {
        schemaVersion: DRILL_EVENT_VERSION,
        eventId: `${record.id}#${kind}`,
        sequence: position?.sequence ?? null,
        ...toDrillView(record),
      },
    };
  });
}
