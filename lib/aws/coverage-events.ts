/** Tells EventBridge which findings of coverage arose, and which were mended. */
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { CoverageChange } from '../coverage/record.ts';
import { COVERAGE_CHANGE, coverageEvent } from '../events/coverage-event.ts';
import { EVENT_SOURCE } from '../events/restore-event.ts';
import type { Log } from '../log.ts';
import type { AwsConnection } from './connection.ts';
import type { CoverageAnnouncer } from './coverage-ledger.ts';

/** Of one call: what is not told by then stays pending, for the next time. */
const LIMIT_MS = 3_000;
/** Within the limit. */
const TRIES = 2;
/** EventBridge takes so many at once. */
const MOST_ENTRIES = 10;

export class CoverageEvents implements CoverageAnnouncer {
  readonly #bus: string;
  readonly #client: EventBridgeClient;
  readonly #log: Log;

  constructor(bus: string, log: Log, connection: AwsConnection = {}) {
    this.#bus = bus;
    this.#log = log;
    this.#client = new EventBridgeClient({ maxAttempts: TRIES, ...connection });
  }

  async tell(changes: readonly CoverageChange[]): Promise<boolean> {
    try {
      for (let at = 0; at < changes.length; at += MOST_ENTRIES) {
        const { FailedEntryCount = 0 } = await this.#client.send(
          new PutEventsCommand({
            Entries: changes.slice(at, at + MOST_ENTRIES).map((change) => ({
              EventBusName: this.#bus,
              Source: EVENT_SOURCE,
              DetailType: COVERAGE_CHANGE,
              Time: new Date(change.at),
              Detail: JSON.stringify(coverageEvent(change)),
            })),
          }),
          { abortSignal: AbortSignal.timeout(LIMIT_MS) },
        );
        if (FailedEntryCount > 0) {
          this.#log.warn('coverage events refused', { count: FailedEntryCount });
          return false;
        }
      }
      return true;
    } catch (error) {
      this.#log.warn('coverage events not sent', { error: error instanceof Error ? error.name : '' });
      return false;
    }
  }

  close(): void {
    this.#client.destroy();
  }
}
