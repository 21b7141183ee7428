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
  readonly actions: ReadonlySet<Action>;
}

/** Asked at each sign-in: a user that has gone cannot. */
export type UserLookup = (username: string) => MongoUser | undefined;
