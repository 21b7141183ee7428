/** Tells EventBridge what became of restores. */
import { pendingEvents, RESTORE_STATE_CHANGE, timeOf } from '../events/restore-event.ts';
import { VERIFICATION_STATE_CHANGE, verificationEvent } from '../events/verification-event.ts';
import type { Log } from '../log.ts';
import { type RestoreRecord, VERIFICATION_DECIDED } from '../restores/record.ts';
import type { AwsConnection } from './connection.ts';
import { type BusEntry, EventBus } from './event-bus.ts';

export class Events {
  readonly #bus: EventBus;

  constructor(bus: string, log: Log, connection: AwsConnection = {}) {
    this.#bus = new EventBus(bus, log, connection);
  }

  /** Whether all that is pending has been told. Never throws. */
  tell(record: RestoreRecord): Promise<boolean> {
    const entries = pendingEvents(record).map((event) => ({
      detailType: RESTORE_STATE_CHANGE,
      at: timeOf(event, event.status),
      detail: event,
    }));
    return this.#bus.put([...entries, ...verificationEntries(record)], { restoreId: record.id });
  }

  close(): void {
    this.#bus.close();
  }
}

function verificationEntries(record: RestoreRecord): readonly BusEntry[] {
  const event = record.pendingEvents?.includes(VERIFICATION_DECIDED) ? verificationEvent(record) : undefined;
  if (event === undefined) return [];
  const at = record.verification?.decidedAt ?? record.createdAt;
  return [{ detailType: VERIFICATION_STATE_CHANGE, at, detail: event }];
}
