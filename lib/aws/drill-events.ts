/** Tells EventBridge what became of drills. */
import type { DrillRecord } from '../drills/record.ts';
import { pendingDrillEvents } from '../events/drill-event.ts';
import type { Log } from '../log.ts';
import type { AwsConnection } from './connection.ts';
import type { DrillAnnouncer } from './drill-ledger.ts';
import { EventBus } from './event-bus.ts';

export class DrillEvents implements DrillAnnouncer {
  readonly #bus: EventBus;

  constructor(bus: string, log: Log, connection: AwsConnection = {}) {
    this.#bus = new EventBus(bus, log, connection);
  }

  tell(record: DrillRecord): Promise<boolean> {
    return this.#bus.put(pendingDrillEvents(record), { drillId: record.id });
  }

  close(): void {
    this.#bus.close();
  }
}
