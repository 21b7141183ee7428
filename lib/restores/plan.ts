/**
 * What a request would do, found out by reading: the source, the snapshot, the target, and every reason against it.
 * Nothing is changed. The same plan decides when a restore is accepted, when the workflow begins, and in a dry run.
 */
import type { AtlasClient } from '../atlas/client.ts';
import { BUSY_AT_ATLAS } from './busy-at-atlas.ts';
import { checkTarget } from './compatibility.ts';
import type { DeploymentFacts, JobOrder, Place, Snapshot } from './families/family.ts';
import { families } from './families.ts';
import { lookUpDeployment, lookUpSnapshot } from './lookup.ts';
import { orderOf } from './order.ts';
import { checkPointInTime, type PointInTimeWindow, pointInTimeWindow } from './point-in-time.ts';
import type { Refusal } from './refusal.ts';
import { canonicalJson, type RestoreRequest, sha256 } from './request.ts';
import { checkRequest, type RequestPolicy } from './request-rules.ts';
import { checkSafetySnapshot } from './safety-snapshot.ts';
import { checkLinkLife, chooseSnapshot } from './snapshot-choice.ts';
import { type AllowedTargets, guardTarget, isWorthASnapshot } from './target-guard.ts';
import { type Undo, undoOf } from './undo.ts';

export interface PlanContext {
  readonly atlas: AtlasClient;
  readonly allowedTargets: AllowedTargets;
  readonly policy: RequestPolicy;
  readonly now: Date;
}

export interface RestorePlan {
  readonly request: RestoreRequest;
  /** Absent when it could not be found; a refusal says why. */
  readonly source?: DeploymentFacts;
  readonly target?: DeploymentFacts;
  readonly snapshot?: Snapshot;
  readonly candidates: readonly Snapshot[];
  readonly pointInTimeWindow: PointInTimeWindow | null;
  /** The target is snapshotted before it is wiped. */
  readonly safetySnapshot: boolean;
  readonly undo: Undo;
  readonly order: JobOrder;
  /** Every reason against the restore, most important first. */
  readonly refusals: readonly Refusal[];
  /** Changes when the snapshot, the target or what Atlas would refuse changes. */
  readonly planHash: string;
}

export async function planRestore(request: RestoreRequest, context: PlanContext): Promise<RestorePlan> {
  const early = [
    ...checkRequest(request, context.policy, context.now),
    ...guardTarget(context.allowedTargets, request),
  ];
  // A target outside the list is not even looked at, and a request that contradicts itself asks nothing.
  const safetySnapshot = request.safetySnapshot ?? isWorthASnapshot(context.allowedTargets, request);
  if (early.some(({ code }) => ASKS_NOTHING.has(code)))
    return finish(request, { safetySnapshot, refusals: early }, []);

  const [source, target] = await Promise.all([
    lookUpDeployment(context.atlas, request.source, 'source', request.source.family),
    request.target ? lookUpDeployment(context.atlas, request.target, 'target') : NOTHING_ASKED,
  ]);
  const facts = {
    safetySnapshot,
    ...(source.facts && { source: source.facts }),
    ...(target.facts && { target: target.facts }),
  };
  const missing = [...source.refusals, ...target.refusals];
  if (source.facts === undefined)
    return finish(request, { ...facts, refusals: [...early, ...missing] }, missing);

  const chosen = await choose(request, source.facts, context);
  const against = target.facts ? checkTarget(source.facts, target.facts, chosen.snapshot) : [];
  const incompatible = against.filter(
    ({ code }) => request.whenTargetBusy === 'refuse' || !BUSY_AT_ATLAS.has(code),
  );
  const unread = checkVerify(request, target.facts);
  const unsafe = safetySnapshot ? checkSafetySnapshot(request, target.facts) : [];
  const fromAtlas = [...missing, ...chosen.refusals, ...incompatible, ...unread, ...unsafe];
  return finish(request, { ...facts, ...chosen, refusals: [...early, ...fromAtlas] }, fromAtlas);
}

/** Users of a serverless instance cannot be held to it, and Atlas tells its address elsewhere. */
function checkVerify({ verify }: RestoreRequest, target: DeploymentFacts | undefined): readonly Refusal[] {
  if (verify !== true || target?.family !== 'serverless') return [];
  const detail = 'A serverless instance cannot be verified: leave it out, or restore onto a cluster.';
  return [{ code: 'INVALID_ATTRIBUTE', field: 'verify', detail, status: 400 }];
}

/** Where the request names nothing to look up. */
const NOTHING_ASKED: { facts?: DeploymentFacts; snapshot?: Snapshot; refusals: readonly Refusal[] } = {
  refusals: [],
};

const ASKS_NOTHING: ReadonlySet<string> = new Set([
  'TARGET_NOT_ALLOWED',
  'MISSING_ATTRIBUTE',
  'INVALID_ATTRIBUTE',
]);

type Chosen = Pick<RestorePlan, 'candidates' | 'pointInTimeWindow' | 'refusals'> & { snapshot?: Snapshot };

async function choose(
  request: RestoreRequest,
  source: DeploymentFacts,
  context: PlanContext,
): Promise<Chosen> {
  const { atlas, now } = context;
  const { snapshot: choice } = request;
  const place: Place = request.source;
  const family = families[source.family];
  const [found, window] = await Promise.all([
    typeof choice === 'string' && choice !== 'latest'
      ? lookUpSnapshot(atlas, family, place, choice, source.sharded)
      : NOTHING_ASKED,
    pointInTimeWindow(atlas, place, source, now),
  ]);
  const all: Snapshot[] = [];
  for await (const snapshot of family.snapshots(atlas, place, source.sharded)) all.push(snapshot);
  if (found.refusals.length > 0)
    return { candidates: chooseSnapshot('latest', all, now).candidates, pointInTimeWindow: window, ...found };
  const chosen = chooseSnapshot(choice, all, now, found.snapshot);
  return {
    ...chosen,
    pointInTimeWindow: window,
    refusals: [
      ...chosen.refusals,
      ...checkPointInTime(choice, source, all, window),
      ...checkLinkLife(request, chosen.snapshot, now),
    ],
  };
}

function finish(
  request: RestoreRequest,
  plan: Partial<RestorePlan> & Pick<RestorePlan, 'refusals' | 'safetySnapshot'>,
  fromAtlas: readonly Refusal[],
): RestorePlan {
  const planHash = sha256(
    canonicalJson([
      // The family may be left out, and is the same source then.
      [request.source.projectId, request.source.name],
      plan.snapshot?.id ?? request.snapshot,
      request.target ?? null,
      plan.target?.id ?? null,
      // What the caller can mend in the request (a confirmation, say) does not make it another plan.
      fromAtlas.map(({ code, field }) => `${field} ${code}`).sort(),
    ]),
  ).slice(0, PLAN_HASH_LENGTH);
  return {
    candidates: [],
    pointInTimeWindow: null,
    ...plan,
    request,
    undo: undoOf(plan),
    order: orderOf(request, plan.snapshot),
    planHash,
  };
}

/** Long enough that two plans do not meet by chance, short enough to read aloud. */
const PLAN_HASH_LENGTH = 16;
