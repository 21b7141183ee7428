/** Tells EventBridge what became of drills. */
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { DrillRecord } from '../drills/record.ts';
import { pendingDrillEvents } from '../events/drill-event.ts';
import { EVENT_SOURCE } from '../events/restore-event.ts';
import type { Log } from '../log.ts';
import type { AwsConnection } from './connection.ts';
import type { DrillAnnouncer } from './drill-ledger.ts';

/** A drill does not wait for its news: what is not told by then stays pending, for the next write or the sweeper. */
const LIMIT_MS = 3_000;
/** Within the limit. */
const TRIES = 2;

export class DrillEvents implements DrillAnnouncer {
  readonly #bus: string;
  readonly #client: EventBridgeClient;
  readonly #log: Log;

  constructor(bus: string, log: Log, connection: AwsConnection = {}) {
    this.#bus = bus;
    this.#log = log;
    this.#client = new EventBridgeClient({ maxAttempts: TRIES, ...connection });
  }

  async tell(record: DrillRecord): Promise<boolean> {
    const drillId = record.id;
    try {
      const { FailedEntryCount = 0 } = await this.#client.send(
        new PutEventsCommand({
          Entries: pendingDrillEvents(record).map(({ detailType, at, detail }) => ({
            EventBusName: this.#bus,
            Source: EVENT_SOURCE,
            DetailType: detailType,
            Time: new Date(at),
            Detail: JSON.stringify(detail),
          })),
        }),
        { abortSignal: AbortSignal.timeout(LIMIT_MS) },
      );
      if (FailedEntryCount === 0) return true;
      this.#log.warn('events refused', { drillId, count: FailedEntryCount });
    } catch (error) {
      this.#log.warn('events not sent', { drillId, error: error instanceof Error ? error.name : '' });
    }
    return false;
  }

  close(): void {
    this.#client.destroy();
  }
}
