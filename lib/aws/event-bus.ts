/** Puts what is to be told onto an EventBridge bus: one way for restores, drills and coverage. */
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { EVENT_SOURCE } from '../events/restore-event.ts';
import type { Log } from '../log.ts';
import type { AwsConnection } from './connection.ts';

/** Nobody waits for news: what is not told by then stays pending, for the next write or a sweeper. */
const LIMIT_MS = 3_000;
/** Within the limit. */
const TRIES = 2;
/** EventBridge takes so many at once. */
const MOST_ENTRIES = 10;

export interface BusEntry {
  readonly detailType: string;
  /** RFC 3339. */
  readonly at: string;
  readonly detail: unknown;
}

export class EventBus {
  readonly #name: string;
  readonly #client: EventBridgeClient;
  readonly #log: Log;

  constructor(name: string, log: Log, connection: AwsConnection = {}) {
    this.#name = name;
    this.#log = log;
    this.#client = new EventBridgeClient({ maxAttempts: TRIES, ...connection });
  }

  /** Whether all are told. Never throws. @param about for the log */
  async put(entries: readonly BusEntry[], about: Readonly<Record<string, unknown>>): Promise<boolean> {
    try {
      for (let at = 0; at < entries.length; at += MOST_ENTRIES) {
        const { FailedEntryCount = 0 } = await this.#client.send(
          new PutEventsCommand({
            Entries: entries.slice(at, at + MOST_ENTRIES).map((one) => this.#entry(one)),
          }),
          { abortSignal: AbortSignal.timeout(LIMIT_MS) },
        );
        if (FailedEntryCount > 0) {
          this.#log.warn('events refused', { ...about, count: FailedEntryCount });
          return false;
        }
      }
      return true;
    } catch (error) {
      this.#log.warn('events not sent', { ...about, error: error instanceof Error ? error.name : '' });
      return false;
    }
  }

  close(): void {
    this.#client.destroy();
  }

  #entry({ detailType, at, detail }: BusEntry) {
    return {
      EventBusName: this.#name,
      Source: EVENT_SOURCE,
      DetailType: detailType,
      Time: new Date(at),
      Detail: JSON.stringify(detail),
    };
  }
}
