/** What a command is made of. */
import type { Document } from 'bson';
import type { SignedIn } from '../authentication.ts';
import { CommandError } from '../command-error.ts';
import type { Cursors } from '../cursors.ts';
import { type CollectionData, isView } from '../data.ts';
import type { TimeLimit } from '../query/time-limit.ts';
import type { Action } from '../users.ts';

export interface CommandContext {
  readonly database: string;
  readonly command: Document;
  readonly collections: readonly CollectionData[];
  readonly cursors: Cursors;
  readonly user: SignedIn;
  readonly time: TimeLimit;
  /** Of a sharded cluster: some answers are those of its shards. */
  readonly isRouter: boolean;
}

export interface Command {
  /** Absent: anybody who has signed in, or `run` looks for itself. */
  readonly action?: Action;
  readonly run: (context: CommandContext) => Document | Promise<Document>;
}

export type Commands = Readonly<Record<string, Command>>;

/** Who may read on in a cursor. */
export const ownerOf = ({ user }: CommandContext): string => JSON.stringify([user.database, user.username]);

export const collectionNamed = (
  { collections, database }: Pick<CommandContext, 'collections' | 'database'>,
  name: string,
): CollectionData | undefined => collections.find((one) => one.database === database && one.name === name);

/** @param missing what MongoDB says, which each command says in its own words */
export function storedCollection(context: CommandContext, name: string, missing: string): CollectionData {
  const found = collectionNamed(context, name);
  if (found === undefined) throw new CommandError(26, missing);
  if (isView(found))
    throw new CommandError(166, `Namespace ${context.database}.${name} is a view, not a collection`);
  return found;
}
