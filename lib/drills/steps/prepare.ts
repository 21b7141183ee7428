/**
 * Third step: the target. Written down before it is made, made once, and then waited for. An answer that was lost is
 * looked for by the name and the tag that only this drill gives.
 */
import { AtlasError, AtlasOutcomeUnknown, AtlasUnavailable } from '../../atlas/errors.ts';
import { LedgerConflict } from '../../aws/ledger-conflict.ts';
import type { DrillContext, GuardPart, OwnerPart, ReaderPart } from '../context.ts';
import type { TargetBody } from '../costs/quantities.ts';
import { giveBackOvertaken, reserve } from '../costs/reserve.ts';
import type { DrillPlan } from '../plans/plan.ts';
import type { DrillRecord, DrillTarget } from '../record.ts';
import { clusterLike, flexLike, SourceShapeUnknown } from '../target/derive.ts';
import { DrillTargetForeign, restoreForbidden, untagged } from '../target/own-target.ts';
import { addressOf, type ReadTarget, readTarget } from '../target/read-target.ts';
import { targetNameOf, targetTags } from '../target/target-name.ts';
import { networkOf } from './open.ts';
import { type DrillStep, endEarly, inPhase, onwards, step } from './step.ts';

type Context = DrillContext & ReaderPart & OwnerPart & GuardPart;

/** An M10 takes a quarter of an hour, a Flex cluster seconds. */
const LOOK_AGAIN_SECONDS = { cluster: 30, flex: 5 } as const;
/** Many times that: what is not ready then is in trouble, and the execution's history must not fill. */
const PATIENCE_MS = { cluster: 120 * 60_000, flex: 30 * 60_000 } as const;
/** A POST is over after 25 s, and Atlas shows what it made at once. */
const QUIET_MS = 90_000;
const UNAVAILABLE_AGAIN_SECONDS = 30;

export const prepareTarget = (context: Context, id: string): Promise<DrillStep> =>
  inPhase(context, id, 'PREPARE', async (record, plan) => {
    try {
      const { target } = record;
      if (target === undefined) return await begin(context, record, plan);
      const fresh = await readTarget(context.owner.atlas, target);
      if (fresh === undefined) return await notThere(context, record, plan, target);
      return await goOn(context, record, plan, target, fresh);
    } catch (error) {
      if (error instanceof DrillTargetForeign)
        return endEarly(context, record, {
          verdict: 'INCONCLUSIVE',
          code: error.code,
          detail: error.message,
        });
      throw error;
    }
  });

async function begin(context: Context, record: DrillRecord, plan: DrillPlan): Promise<DrillStep> {
  const { drills, owner, clock } = context;
  const { projectId } = drills;
  const { id, source } = record;
  const family = source.family === 'flex' ? 'flex' : 'cluster';
  const isStanding = 'standing' in plan.target;
  const name = 'standing' in plan.target ? plan.target.standing.name : targetNameOf(id);
  const fresh = await readTarget(owner.atlas, { projectId, name, family });
  const intendedAt = clock.now().toISOString();
  if (!isStanding) {
    // Nothing of ours can be there yet.
    if (fresh !== undefined) throw new DrillTargetForeign('TARGET_TAGS_NOT_OURS');
    const target: DrillTarget = { kind: 'ephemeral', projectId, name, family, intendedAt };
    return make(context, record, plan, target);
  }
  if (fresh?.id === undefined)
    return endEarly(context, record, {
      verdict: 'INCONCLUSIVE',
      code: 'STANDING_TARGET_NOT_FOUND',
      detail: `There is no ${family} deployment ${projectId}/${name}.`,
    });
  const target: DrillTarget = { kind: 'standing', projectId, name, family, intendedAt, atlasId: fresh.id };
  const fidelity = {
    target: 'standing',
    sameProject: false,
    sameRegion: null,
    sameSize: null,
    sameVersion: null,
    dropped: [],
  } as const;
  const paid = await paidFor(context, record, plan, undefined);
  if ('next' in paid) return paid;
  const saved = await saveIntended(context, { ...paid, target, fidelity });
  return goOn(context, saved, plan, target, fresh);
}

/** Obligation first: the ledger says what must be deleted before Atlas is asked to make it. */
async function make(
  context: Context,
  record: DrillRecord,
  plan: DrillPlan,
  target: DrillTarget,
): Promise<DrillStep> {
  const { atlas, owner, clock, drillLedger } = context;
  const { id, source, deleteBy } = record;
  const overrides = 'ephemeral' in plan.target ? plan.target.ephemeral : {};
  const tags = targetTags(id, record.plan, deleteBy);
  const attemptedAt = clock.now().toISOString();
  const path = { groupId: target.projectId };
  const intend = (paid: DrillRecord, fidelity: DrillRecord['fidelity']) =>
    saveIntended(context, { ...paid, target: { ...target, attemptedAt }, ...(fidelity && { fidelity }) });
  let intended = record;
  try {
    let atlasId: string | undefined;
    if (target.family === 'flex') {
      const { data } = await atlas.call('getFlexCluster', {
        path: { groupId: source.projectId, name: source.name },
      });
      const { body, fidelity } = flexLike(data, overrides, target.name, tags);
      const paid = await paidFor(context, record, plan, body);
      if ('next' in paid) return paid;
      intended = await intend(paid, fidelity);
      atlasId = (await owner.atlas.call('createFlexCluster', { path, body })).data.id;
    } else {
      const sourcePath = { groupId: source.projectId, clusterName: source.name };
      const { data } = await atlas.call('getCluster', { path: sourcePath });
      const { body, fidelity } = clusterLike(data, overrides, target.name, tags);
      const paid = await paidFor(context, record, plan, body);
      if ('next' in paid) return paid;
      intended = await intend(paid, fidelity);
      atlasId = (await owner.atlas.call('createCluster', { path, body })).data.id;
    }
    const made = { ...target, attemptedAt, ...(atlasId !== undefined && { atlasId }) };
    await drillLedger.saveDrill({ ...intended, target: made });
    context.log.info('target made', { drillId: id, target: target.name, atlasId });
    return step(id, 'PREPARE', LOOK_AGAIN_SECONDS[target.family === 'flex' ? 'flex' : 'cluster']);
  } catch (error) {
    if (error instanceof AtlasOutcomeUnknown || error instanceof AtlasUnavailable)
      return step(id, 'PREPARE', UNAVAILABLE_AGAIN_SECONDS);
    if (error instanceof SourceShapeUnknown)
      return endEarly(context, intended, {
        verdict: 'INCONCLUSIVE',
        code: 'SOURCE_SHAPE_UNKNOWN',
        detail: error.message,
      });
    // A quota, a missing key, a size that the region does not have: Atlas' own words. One of that name is looked at.
    if (error instanceof AtlasError && !DUPLICATE.has(error.errorCode) && error.status !== 401)
      return endEarly(context, intended, {
        verdict: 'INCONCLUSIVE',
        code: 'TARGET_REFUSED',
        detail: `Atlas makes no target like the source: ${error.errorCode}: ${error.detail}`,
      });
    if (error instanceof AtlasError && DUPLICATE.has(error.errorCode)) return step(id, 'PREPARE', 1);
    throw error;
  }
}

/** With what it would cost, for which money is set aside; or on to the end, since there is none. */
async function paidFor(
  context: Context,
  record: DrillRecord,
  plan: DrillPlan,
  body: TargetBody | undefined,
): Promise<DrillRecord | DrillStep> {
  // The same target once more: its answer was lost.
  if (record.cost !== undefined) return record;
  const { cost, refused } = await reserve(context, record, plan, body);
  if (refused === undefined) return { ...record, cost };
  return endEarly(context, { ...record, cost }, { verdict: 'INCONCLUSIVE', ...refused });
}

async function saveIntended(context: Context, record: DrillRecord): Promise<DrillRecord> {
  try {
    return await context.drillLedger.saveDrill(record);
  } catch (error) {
    if (error instanceof LedgerConflict) await giveBackOvertaken(context, record);
    throw error;
  }
}

const DUPLICATE: ReadonlySet<string> = new Set(['DUPLICATE_CLUSTER_NAME', 'DUPLICATE_CLUSTER_NAME_PREFIX']);

/** Not made, or not to be seen yet; and one that was made and is gone, is gone. */
async function notThere(
  context: Context,
  record: DrillRecord,
  plan: DrillPlan,
  target: DrillTarget,
): Promise<DrillStep> {
  if (target.atlasId !== undefined || target.kind === 'standing')
    return endEarly(context, record, {
      verdict: 'INCONCLUSIVE',
      code: 'TARGET_GONE',
      detail: `${target.name} does not exist any more: somebody has deleted it.`,
    });
  const sinceMs = context.clock.now().getTime() - Date.parse(target.attemptedAt ?? target.intendedAt);
  if (sinceMs < QUIET_MS) return step(record.id, 'PREPARE', Math.ceil((QUIET_MS - sinceMs) / 1_000));
  return make(context, record, plan, { ...target, unanswered: true });
}

async function goOn(
  context: Context,
  record: DrillRecord,
  plan: DrillPlan,
  target: DrillTarget,
  fresh: ReadTarget,
): Promise<DrillStep> {
  const { drills, allowedTargets, clock, drillLedger } = context;
  const adopted = target.atlasId === undefined ? adopt(record, target, fresh) : target;
  const forbidden = restoreForbidden({ ...record, target: adopted }, fresh, drills, allowedTargets);
  if (forbidden !== undefined) throw new DrillTargetForeign(forbidden);
  const uri = addressOf(fresh, networkOf(context, plan));
  if (fresh.state !== 'IDLE' || uri === undefined) {
    const sinceMs = clock.now().getTime() - Date.parse(target.attemptedAt ?? target.intendedAt);
    if (sinceMs > PATIENCE_MS[target.family === 'flex' ? 'flex' : 'cluster'])
      return endEarly(
        context,
        { ...record, target: adopted },
        {
          verdict: 'INCONCLUSIVE',
          code: 'TARGET_NOT_READY',
          detail: `${target.name} is ${fresh.state}${uri === undefined ? ' and has no address' : ''} after ${Math.round(sinceMs / 60_000)} minutes.`,
        },
      );
    if (adopted !== target) await drillLedger.saveDrill({ ...record, target: adopted });
    return step(record.id, 'PREPARE', LOOK_AGAIN_SECONDS[target.family === 'flex' ? 'flex' : 'cluster']);
  }
  const { mongoDBVersion } = fresh;
  const ready = { ...adopted, uri, ...(mongoDBVersion !== undefined && { mongoDBVersion }) };
  const marks = { ...record.marks, targetReadyAt: clock.now().toISOString() };
  return onwards(await drillLedger.saveDrill({ ...record, target: ready, marks, phase: 'RESTORE' }));
}

/** The answer to its creation was lost. Throws {@link DrillTargetForeign}. */
export function adopt(record: DrillRecord, target: DrillTarget, fresh: ReadTarget): DrillTarget {
  const foreign = untagged(record, fresh);
  if (foreign !== undefined) throw new DrillTargetForeign(foreign);
  if (fresh.id === undefined) throw new DrillTargetForeign('TARGET_ID_NOT_OURS');
  return { ...target, unanswered: true, atlasId: fresh.id };
}
