/**
 * A way in to one cluster, for a while: a user that may read it and nothing else, and entries of the access list for where
 * the reads come from. Atlas takes both away by itself when we cannot.
 */
import type { AtlasClient } from '../../atlas/client.ts';
import { AtlasError } from '../../atlas/errors.ts';
import type { DrillNetwork } from '../plans/plan.ts';

/** Shared by all drills, and left there: a role alone lets nobody in. */
export const DRILL_ROLE = 'atlas-restore-drill';
/** By which our own entries are told from those of people. */
export const ENTRY_COMMENT = 'atlas-restore drill';

/** Atlas cuts times off; another drill's entry that ends so little earlier will do. */
const ROUNDED_MS = 60_000;
const LONGEST_DESCRIPTION = 100;

const EVERYWHERE = [{ db: '', collection: '' }];
/** Read, count, list, and look whether it is damaged: nothing that writes. */
const ACTIONS = [
  ...['FIND', 'LIST_COLLECTIONS', 'LIST_INDEXES', 'COLL_STATS', 'DB_STATS', 'VALIDATE'].map((action) => ({
    action,
    resources: EVERYWHERE,
  })),
  { action: 'LIST_DATABASES', resources: [{ cluster: true }] },
];

export interface ReadingUser {
  readonly username: string;
  readonly password: string;
  /** The one that it may read. */
  readonly cluster: string;
  readonly until: string;
  readonly description: string;
}

/** What is there already is of the same call before it was cut off: role and password are the same. */
export async function makeReadingUser(
  atlas: AtlasClient,
  groupId: string,
  { username, password, cluster, until, description }: ReadingUser,
): Promise<void> {
  const path = { groupId };
  await unlessThere(ROLE_THERE, () =>
    atlas.call('createCustomRole', { path, body: { roleName: DRILL_ROLE, actions: ACTIONS } }),
  );
  await unlessThere(USER_THERE, () =>
    atlas.call('createDatabaseUser', {
      path,
      body: {
        databaseName: 'admin',
        username,
        password,
        roles: [{ roleName: DRILL_ROLE, databaseName: 'admin' }],
        scopes: [{ name: cluster, type: 'CLUSTER' }],
        deleteAfterDate: until,
        description: description.slice(0, LONGEST_DESCRIPTION),
      },
    }),
  );
}

/** Blocks that are to be let in and are nobody's yet: an entry that people made stays theirs, or Atlas would delete it. */
export async function entriesFor(
  atlas: AtlasClient,
  groupId: string,
  network: DrillNetwork | undefined,
): Promise<readonly string[]> {
  const entries: string[] = [];
  for (const block of network !== undefined && 'natEip' in network ? network.natEip : []) {
    const there = await entryOf(atlas, groupId, block);
    if (there === undefined || there.comment === ENTRY_COMMENT) entries.push(block);
  }
  return entries;
}

/** False: Atlas does not let everybody in yet. What is there, for long enough, is not asked for again. */
export async function letIn(
  atlas: AtlasClient,
  groupId: string,
  { entries, until }: { readonly entries: readonly string[]; readonly until: string },
): Promise<boolean> {
  const missing: string[] = [];
  for (const entryValue of entries) {
    const there = await entryOf(atlas, groupId, entryValue);
    const ends = there?.deleteAfterDate;
    if (there === undefined || (ends !== undefined && Date.parse(ends) + ROUNDED_MS < Date.parse(until)))
      missing.push(entryValue);
  }
  if (missing.length > 0)
    await atlas.call('addAccessEntries', {
      path: { groupId },
      body: missing.map((cidrBlock) => ({ cidrBlock, comment: ENTRY_COMMENT, deleteAfterDate: until })),
    });
  for (const entryValue of entries) {
    const { data } = await atlas.call('getAccessEntryStatus', { path: { groupId, entryValue } });
    if (data.STATUS !== 'ACTIVE') return false;
  }
  return true;
}

export function removeReadingUser(atlas: AtlasClient, groupId: string, username: string): Promise<void> {
  const path = { groupId, databaseName: 'admin', username };
  return unlessGone(() => atlas.call('deleteDatabaseUser', { path }));
}

export async function removeEntries(
  atlas: AtlasClient,
  groupId: string,
  entries: readonly string[],
): Promise<void> {
  for (const entryValue of entries)
    await unlessGone(() => atlas.call('deleteAccessEntry', { path: { groupId, entryValue } }));
}

/** The credential is a good one, and may not do this here: trying again changes nothing. */
export const isAboutRoles = (error: unknown): error is AtlasError =>
  error instanceof AtlasError && (error.status === 403 || error.errorCode === 'USER_UNAUTHORIZED');

async function entryOf(atlas: AtlasClient, groupId: string, entryValue: string) {
  try {
    return (await atlas.call('getAccessEntry', { path: { groupId, entryValue } })).data;
  } catch (error) {
    if (error instanceof AtlasError && error.status === 404) return undefined;
    throw error;
  }
}

const ROLE_THERE = 'ATLAS_CUSTOM_ROLE_NAME_ALREADY_EXISTS';
const USER_THERE = 'USER_ALREADY_EXISTS';

async function unlessThere(code: string, make: () => Promise<unknown>): Promise<void> {
  try {
    await make();
  } catch (error) {
    if (!(error instanceof AtlasError) || (error.errorCode !== code && error.status !== 409)) throw error;
  }
}

async function unlessGone(remove: () => Promise<unknown>): Promise<void> {
  try {
    await remove();
  } catch (error) {
    if (!(error instanceof AtlasError) || error.status !== 404) throw error;
  }
}
