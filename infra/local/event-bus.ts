/** The event bus on one machine: nobody listens but who is told here, and the rules that are put on it. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { AwsConnection } from '../../lib/aws/connection.ts';
import { inProcess } from './in-process-aws.ts';
import type { ServiceTime } from './service-time.ts';

export interface BusEvent {
  readonly source: string;
  readonly detailType: string;
  readonly detail: unknown;
}

interface Entry {
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: string;
}

export function eventBus(listener: (event: BusEvent) => void = () => {}) {
  return inProcess({
    PutEvents: ({ Entries }) => {
      const entries = Entries as readonly Entry[];
      for (const { Source, DetailType, Detail } of entries)
        listener({ source: Source, detailType: DetailType, detail: JSON.parse(Detail) });
      return { FailedEntryCount: 0, Entries: entries.map((_, at) => ({ EventId: String(at) })) };
    },
  });
}

export class LocalEventBus {
  readonly connection: AwsConnection;
  readonly #rules = new Set<(event: BusEvent) => void>();
  /** What a rule brings is not about what the sender is about: the log's lines would say so. */
  readonly #apart = AsyncLocalStorage.snapshot();

  /** @param listener hears all, before any rule; what it throws is a bus that fails */
  constructor(listener: (event: BusEvent) => void = () => {}) {
    this.connection = eventBus((event) => {
      listener(event);
      for (const rule of this.#rules) rule(event);
    });
  }

  /**
   * In place of a rule on AWS. As with those of schedules, a clock that stands still fires nothing: who holds it says
   * what happens when.
   * @param run what goes wrong in it is in the log
   */
  onEvent(
    detailType: string,
    time: ServiceTime,
    run: (event: BusEvent) => Promise<unknown>,
  ): () => Promise<void> {
    if (time.waitMs(1) <= 0) return async () => {};
    const underWay = new Set<Promise<unknown>>();
    const rule = (event: BusEvent): void => {
      if (event.detailType !== detailType) return;
      const running = this.#apart(run, event)
        .catch(() => {})
        .finally(() => underWay.delete(running));
      underWay.add(running);
    };
    this.#rules.add(rule);
    return async () => {
      this.#rules.delete(rule);
      await Promise.all(underWay);
    };
  }
}
