/**
 * Fifth step: a way in, for as long as the drill lives: a user that may read this one target, and entries of the access
 * list for where `verify` comes from. Written down first; Atlas takes them away by itself when we cannot.
 */
import type { AtlasClient } from '../../atlas/client.ts';
import { AtlasError } from '../../atlas/errors.ts';
import type { DrillContext, OwnerPart } from '../context.ts';
import type { DrillNetwork, DrillPlan } from '../plans/plan.ts';
import type { DrillAccess, DrillRecord } from '../record.ts';
import { addressOf, readTarget } from '../target/read-target.ts';
import { userNameOf } from '../target/target-name.ts';
import { type DrillStep, type Ending, endEarly, inPhase, onwards, step } from './step.ts';

type Context = DrillContext & OwnerPart;

/** Shared by all drills, and left there: a role alone lets nobody in. */
export const DRILL_ROLE = 'atlas-restore-drill';
/** By which our own entries are told from those of people. */
export const ENTRY_COMMENT = 'atlas-restore drill';
/** Atlas says up to a minute. */
const LOOK_AGAIN_SECONDS = 10;
/** Many times that: beyond it something is wrong, and the execution's history must not fill. */
const PATIENCE_MS = 15 * 60_000;
const MINUTE_MS = 60_000;

const NOT_OPEN: Ending = {
  verdict: 'INCONCLUSIVE',
  code: 'ACCESS_NOT_OPEN',
  detail: 'Atlas has not let the drill in to its target within 15 minutes.',
};

/** Atlas cuts times off; another drill's entry that ends so little earlier will do. */
const ROUNDED_MS = 60_000;

const EVERYWHERE = [{ db: '', collection: '' }];
/** Read, count, list, and look whether it is damaged: nothing that writes. */
const ACTIONS = [
  ...['FIND', 'LIST_COLLECTIONS', 'LIST_INDEXES', 'COLL_STATS', 'DB_STATS', 'VALIDATE'].map((action) => ({
    action,
    resources: EVERYWHERE,
  })),
  { action: 'LIST_DATABASES', resources: [{ cluster: true }] },
];

export function networkOf(
  { drills }: Pick<DrillContext, 'drills'>,
  plan: DrillPlan,
): DrillNetwork | undefined {
  return plan.network ?? drills.network;
}

export const openAccess = (context: Context, id: string): Promise<DrillStep> =>
  inPhase(context, id, 'OPEN', async (record, plan) => {
    const { owner, drills, drillLedger } = context;
    const path = { groupId: drills.projectId };
    const before = record.access ?? (await intend(context, record, plan));
    const opened = record.access ? record : await drillLedger.saveDrill({ ...record, access: before });
    await unlessThere(ROLE_THERE, () =>
      owner.atlas.call('createCustomRole', { path, body: { roleName: DRILL_ROLE, actions: ACTIONS } }),
    );
    const password = await owner.passwordOf(id);
    await unlessThere(USER_THERE, () =>
      owner.atlas.call('createDatabaseUser', {
        path,
        body: {
          databaseName: 'admin',
          username: before.username,
          password,
          roles: [{ roleName: DRILL_ROLE, databaseName: 'admin' }],
          scopes: [{ name: record.target?.name ?? '', type: 'CLUSTER' }],
          deleteAfterDate: before.until,
          description: `Restore drill ${id}`.slice(0, LONGEST_DESCRIPTION),
        },
      }),
    );
    if (!(await letIn(owner.atlas, drills.projectId, before))) {
      const sinceMs = context.clock.now().getTime() - Date.parse(before.intendedAt);
      return sinceMs < PATIENCE_MS
        ? step(id, 'OPEN', LOOK_AGAIN_SECONDS)
        : endEarly(context, opened, NOT_OPEN);
    }
    return onwards(
      await drillLedger.saveDrill({ ...(await addressed(context, opened, plan)), phase: 'VERIFY' }),
    );
  });

const LONGEST_DESCRIPTION = 100;

/** Where the target is now: it may have moved since it was made. */
async function addressed(context: Context, record: DrillRecord, plan: DrillPlan): Promise<DrillRecord> {
  const { target } = record;
  const fresh = target && (await readTarget(context.owner.atlas, target));
  const uri = fresh && addressOf(fresh, networkOf(context, plan));
  return target === undefined || uri === undefined ? record : { ...record, target: { ...target, uri } };
}

/** False: Atlas does not let everybody in yet. What is there, for long enough, is not asked for again. */
async function letIn(atlas: AtlasClient, groupId: string, { entries, until }: DrillAccess): Promise<boolean> {
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

async function intend(context: Context, record: DrillRecord, plan: DrillPlan): Promise<DrillAccess> {
  const { clock, owner, drills } = context;
  const network = networkOf(context, plan);
  const entries: string[] = [];
  for (const block of network !== undefined && 'natEip' in network ? network.natEip : [])
    if (!(await isSomebodyElses(owner.atlas, drills.projectId, block))) entries.push(block);
  const verifyMs = clock.now().getTime() + plan.limits.verifyMinutes * MINUTE_MS;
  return {
    username: userNameOf(record.id),
    until: record.deleteBy,
    intendedAt: clock.now().toISOString(),
    verifyBy: new Date(Math.min(verifyMs, Date.parse(record.endsBy))).toISOString(),
    entries,
  };
}

/** An entry that people made stays theirs: a drill that adds it would have Atlas delete it. */
async function isSomebodyElses(atlas: AtlasClient, groupId: string, entryValue: string): Promise<boolean> {
  const there = await entryOf(atlas, groupId, entryValue);
  return there !== undefined && there.comment !== ENTRY_COMMENT;
}

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

/** From this step before it was cut off: role and password are the same. */
async function unlessThere(code: string, make: () => Promise<unknown>): Promise<void> {
  try {
    await make();
  } catch (error) {
    if (!(error instanceof AtlasError) || (error.errorCode !== code && error.status !== 409)) throw error;
  }
}
