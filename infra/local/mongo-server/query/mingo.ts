/**
 * The query language, by mingo. Where it differs from MongoDB's: `$type` knows no `objectId`, nor int from double;
 * `$toDate` takes no ObjectId; values of different types, embedded documents and dotted paths over arrays of scalars
 * compare otherwise; Decimal128 and Long above 2^53 lose digits. Simulated data has none of these.
 */
import type { Document } from 'bson';
import type { Options } from 'mingo/types';
import { documentIn } from '../arguments.ts';
import { CommandError } from '../command-error.ts';

export type QueryOptions = Partial<Options>;

/** Nothing that comes over the wire is run as a script. */
export function optionsOf(command: Document): QueryOptions {
  const collation = documentIn(command, 'collation');
  const variables = documentIn(command, 'let');
  return {
    scriptEnabled: false,
    ...(collation && { collation: collation as NonNullable<Options['collation']> }),
    ...(variables && { variables }),
  };
}

/** mingo's errors are about what was asked. */
export function asked<Answer>(work: () => Answer): Answer {
  try {
    return work();
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(2, error instanceof Error ? error.message : 'The query cannot be read.');
  }
}

export const isEmpty = (document: Document | undefined): document is undefined =>
  document === undefined || Object.keys(document).length === 0;
