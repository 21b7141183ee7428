/** What a simulated cluster holds, as the wire endpoint reads it. */
import type { Document } from 'bson';

export interface IndexSpec {
  readonly name: string;
  readonly key: Readonly<Record<string, number>>;
  readonly unique?: boolean;
  readonly partialFilterExpression?: Document;
  /** Of a TTL index. */
  readonly expireAfterSeconds?: number;
}

export interface CollectionData {
  readonly database: string;
  readonly name: string;
  readonly count: number;
  readonly indexes: readonly IndexSpec[];
  /** In the order of `_id`; anew with each call. */
  documents(): Iterable<Document>;
  /** What `validate` finds. @default nothing */
  readonly errors?: readonly string[];
}

export const ID_INDEX: IndexSpec = { name: '_id_', key: { _id: 1 } };
