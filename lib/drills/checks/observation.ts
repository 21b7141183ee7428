/** What was seen of a restored target: numbers and names, JSON-safe, and never a document. */

export interface IndexSeen {
  readonly name: string;
  /** JSON: order counts. */
  readonly key: string;
  readonly unique: boolean;
  /** JSON; absent of an index over all documents. */
  readonly partial?: string;
  readonly expireAfterSeconds?: number;
}

export interface CollectionSeen {
  readonly namespace: string;
  readonly count: number;
  /** Counted one by one; else the server's own estimate. */
  readonly isExact: boolean;
  readonly indexes: readonly IndexSeen[];
  /** The server did not answer for this one: what stands here of it is nothing. */
  readonly unread?: true;
}

/** A date that was looked for: absent where there is no document, null where the newest has no date there. */
export interface NewestSeen {
  readonly namespace: string;
  readonly field?: string;
  readonly at?: string | null;
  /** The server did not answer. */
  readonly unread?: true;
}

export interface AssertionSeen {
  readonly name: string;
  /** A scalar; absent where there was not exactly one, or the time was up. */
  readonly value?: number | string | boolean;
  readonly trouble?: 'NO_SCALAR' | 'TIMED_OUT' | 'UNREADABLE';
}

export interface ValidationSeen {
  readonly namespace: string;
  readonly valid: boolean;
  readonly problems: number;
  /** The server did not answer. */
  readonly unread?: true;
}

export interface Observation {
  readonly version: string;
  readonly collections: readonly CollectionSeen[];
  /** There are more than were looked at. */
  readonly isCut: boolean;
  readonly newest: readonly NewestSeen[];
  readonly assertions: readonly AssertionSeen[];
  readonly validations: readonly ValidationSeen[];
  /** Why the rest was not validated. */
  readonly unvalidated?: 'NOT_PERMITTED' | 'OUT_OF_TIME';
}

/** What an earlier drill has verified of the same source. */
export interface Baseline {
  readonly collections: readonly CollectionSeen[];
  /** The highest count of 30 days, by namespace: a slow slide is one too. */
  readonly highest: Readonly<Record<string, number>>;
}

/** TTL deletes while we count: such a collection shrinks by itself. */
export const isVolatile = ({ indexes }: Pick<CollectionSeen, 'indexes'>): boolean =>
  indexes.some(({ expireAfterSeconds }) => expireAfterSeconds !== undefined);
