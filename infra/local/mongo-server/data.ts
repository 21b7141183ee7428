/**
 * What a simulated cluster holds, as the wire endpoint reads it. It is never changed: a restore or a snapshot holds
 * the same collections by reference, or others in their place, so that a copy costs nothing.
 */
import type { Document } from 'bson';

export interface IndexSpec {
  readonly name: string;
  /** 1, -1, or a kind such as `2dsphere`. */
  readonly key: Readonly<Record<string, number | string>>;
  readonly unique?: boolean;
  readonly sparse?: boolean;
  readonly partialFilterExpression?: Document;
  /** Of a TTL index. */
  readonly expireAfterSeconds?: number;
}

export interface CollectionData {
  readonly database: string;
  readonly name: string;
  /** A view has no indexes, and cannot be validated. @default collection */
  readonly type?: 'collection' | 'view' | 'timeseries';
  /** As it was made with: `viewOn`, `timeseries`. @default nothing */
  readonly options?: Document;
  readonly count: number;
  /** What the metadata says after a crash, and what a `count` without a query answers. @default count */
  readonly estimatedCount?: number;
  readonly indexes: readonly IndexSpec[];
  /** In the order of `_id`; anew with each call. */
  documents(): Iterable<Document>;
  /** What `validate` finds. @default nothing */
  readonly errors?: readonly string[];
}

export const ID_INDEX: IndexSpec = { name: '_id_', key: { _id: 1 } };

/** It has no documents of its own. */
export const isView = ({ type }: CollectionData): boolean => type === 'view';

export const namespaceOf = ({ database, name }: Pick<CollectionData, 'database' | 'name'>): string =>
  `${database}.${name}`;
