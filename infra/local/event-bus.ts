/** The event bus on one machine: nobody listens but who is told here. */
import { inProcess } from './in-process-aws.ts';

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
