/** Tells EventBridge which findings of coverage arose, and which were mended. */
import type { CoverageChange } from '../coverage/record.ts';
import { COVERAGE_CHANGE, coverageEvent } from '../events/coverage-event.ts';
import type { Log } from '../log.ts';
import type { AwsConnection } from './connection.ts';
import type { CoverageAnnouncer } from './coverage-ledger.ts';
import { EventBus } from './event-bus.ts';

export class CoverageEvents implements CoverageAnnouncer {
  readonly #bus: EventBus;

  constructor(bus: string, log: Log, connection: AwsConnection = {}) {
    this.#bus = new EventBus(bus, log, connection);
  }

  tell(changes: readonly CoverageChange[]): Promise<boolean> {
    const entries = changes.map((change) => ({
      detailType: COVERAGE_CHANGE,
      at: change.at,
      detail: coverageEvent(change),
    }));
    return this.#bus.put(entries, { of: 'coverage' });
  }

  close(): void {
    this.#bus.close();
  }
}
