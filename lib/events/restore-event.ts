/**
 * What is told to the world of a restore, on EventBridge: each status that it enters, once at least. The event's id is
 * the same however often it comes.
 */
import { type RestoreRecord, type RestoreStatus, VERIFICATION_DECIDED } from '../restores/record.ts';
import { type RestoreView, toView } from '../restores/view.ts';

export const EVENT_SOURCE = 'atlas-restore';
export const RESTORE_STATE_CHANGE = 'Restore Job State Change';

/** The restore as `GET` answers it, and what tells this event from others. */
export interface RestoreEvent extends RestoreView {
  /** `<restore>#<status>`. */
  readonly eventId: string;
}

/** One for each status that has not been told yet, oldest first. */
export function pendingEvents(record: RestoreRecord): RestoreEvent[] {
  return (record.pendingEvents ?? []).flatMap((told) =>
    told === VERIFICATION_DECIDED ? [] : [eventOf(record, told)],
  );
}

/** When the restore entered the status. */
export const timeOf = ({ timeline, createdAt }: RestoreView, status: RestoreStatus): string =>
  timeline.findLast((entry) => entry.status === status)?.at ?? createdAt;

function eventOf(record: RestoreRecord, status: RestoreStatus): RestoreEvent {
  // The clock is only asked whether a link has expired, and that is told to nobody: it is derived by who reads.
  const view = toView(record, new Date(0));
  const then = status === record.status ? view : asOf(view, status);
  return { eventId: `${record.id}#${status}`, ...then };
}

/** A later status was entered before this one was told: what came with it is not said yet. */
function asOf(view: RestoreView, status: RestoreStatus): RestoreView {
  const { reason, finishedAt, durations, expiresAt, evidence, verified, verification, ...before } = view;
  const at = view.timeline.findLastIndex((entry) => entry.status === status);
  const links = { self: view.links.self };
  return { ...before, status, timeline: view.timeline.slice(0, at + 1), links };
}
