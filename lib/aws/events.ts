/** Tells EventBridge what became of restores. */
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { EVENT_SOURCE, pendingEvents, RESTORE_STATE_CHANGE, timeOf } from '../events/restore-event.ts';
import type { Log } from '../log.ts';
import type { RestoreRecord } from '../restores/record.ts';
import type { AwsConnection } from './connection.ts';

/** A restore does not wait for its news: what is not told by then stays pending, for the next write or the sweeper. */
const LIMIT_MS = 3_000;
/** Within the limit. */
const TRIES = 2;

export class Events {
  readonly #bus: string;
  readonly #client: EventBridgeClient;
  readonly #log: Log;

  constructor(bus: string, log: Log, connection: AwsConnection = {}) {
    this.#bus = bus;
    this.#log = log;
    this.#client = new EventBridgeClient({ maxAttempts: TRIES, ...connection });
  }

  /** Whether all that is pending has been told. Never throws. */
  async tell(record: RestoreRecord): Promise<boolean> {
    const events = pendingEvents(record);
    if (events.length === 0) return true;
    try {
      const { FailedEntryCount = 0 } = await this.#client.send(
        new PutEventsCommand({
          Entries: events.map((event) => ({
            EventBusName: this.#bus,
            Source: EVENT_SOURCE,
            DetailType: RESTORE_STATE_CHANGE,
            Time: new Date(timeOf(event, event.status)),
            Detail: JSON.stringify(event),
          })),
        }),
        { abortSignal: AbortSignal.timeout(LIMIT_MS) },
      );
      if (FailedEntryCount === 0) return true;
      this.#log.warn('events refused', { restoreId: record.id, count: FailedEntryCount });
    } catch (error) {
      this.#log.warn('events not sent', {
        restoreId: record.id,
        error: error instanceof Error ? error.name : '',
      });
    }
    return false;
  }

  close(): void {
    this.#client.destroy();
  }
}
