/** Tells EventBridge what became of restores. */
import { pendingEvents, RESTORE_STATE_CHANGE, timeOf } from '../events/restore-event.ts';
import type { Log } from '../log.ts';
import type { RestoreRecord } from '../restores/record.ts';
import type { AwsConnection } from './connection.ts';
import { EventBus } from './event-bus.ts';

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
    return this.#bus.put(entries, { restoreId: record.id });
  }

  close(): void {
    this.#bus.close();
  }
}
