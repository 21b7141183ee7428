/** Who may sign in, and what they may do: MongoDB's privilege actions, as far as there are commands for them. */

import type { ScramCredential } from './scram.ts';

export const ACTIONS = [
  'find',
  'listDatabases',
  'listCollections',
  'listIndexes',
  'collStats',
  'dbStats',
  'validate',
] as const;
export type Action = (typeof ACTIONS)[number];

export interface MongoUser {
  readonly credential: ScramCredential;
  /** In all databases. */
  readonly actions: ReadonlySet<Action>;
}

/**
 * Asked at each sign-in and, as MongoDB looks again after a change, at each command: a user that has gone cannot.
 *
 * @param database where the user is defined, which is what clients call `authSource`
 */
export type UserLookup = (username: string, database: string) => MongoUser | undefined;
