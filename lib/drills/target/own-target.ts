/**
 * The structural guard of drills: which deployment a drill may restore onto, and which it may delete. Every answer is
 * made of what the ledger recorded before the deed and of what Atlas says now, and one condition that does not hold is
 * a no. Pure: whoever asks brings fresh facts.
 */
import type { DeploymentFacts } from '../../restores/families/family.ts';
import { type AllowedTargets, classifyTarget } from '../../restores/target-guard.ts';
import type { DrillPlan, DrillsConfig } from '../plans/plan.ts';
import type { DrillRecord, DrillTarget } from '../record.ts';
import { DRILL_TAG, TARGET_PREFIX, targetNameOf } from './target-name.ts';

export type GuardCode =
  | 'NO_TARGET_RECORDED'
  | 'TARGET_OUTSIDE_DRILL_PROJECT'
  | 'TARGET_NAME_NOT_OURS'
  | 'TARGET_ID_NOT_OURS'
  | 'TARGET_TAGS_NOT_OURS'
  | 'TARGET_FAMILY_NOT_OURS'
  | 'TARGET_OLDER_THAN_DRILL'
  | 'TARGET_NOT_IN_PLAN'
  | 'TARGET_NOT_ALLOWED'
  | 'TARGET_IS_A_SOURCE'
  | 'TARGET_IS_STANDING';

/** As Atlas said it a moment ago. */
export type FreshTarget = Pick<DeploymentFacts, 'family' | 'id' | 'tags' | 'createdAt'> & {
  readonly projectId: string;
  readonly name: string;
};

type Guarded = Pick<DrillRecord, 'id' | 'plan' | 'target' | 'source'>;

/** Clocks differ, and Atlas' times are whole seconds. */
const CLOCK_SKEW_MS = 5 * 60_000;

/** Undefined: it may be wiped. */
export function restoreForbidden(
  record: Guarded,
  fresh: FreshTarget,
  drills: DrillsConfig,
  allowed: AllowedTargets,
): GuardCode | undefined {
  if (record.target?.kind === 'standing') return standingForbidden(record, fresh, drills, allowed);
  return notOurs(record, fresh, drills.projectId);
}

/** Undefined: it may be deleted. */
export function deleteForbidden(
  record: Guarded,
  fresh: FreshTarget,
  { projectId }: Pick<DrillsConfig, 'projectId'>,
): GuardCode | undefined {
  if (record.target?.kind === 'standing') return 'TARGET_IS_STANDING';
  return notOurs(record, fresh, projectId);
}

/** Why it is not the target that this drill made. Undefined: it is. */
export function notOurs(
  { id, target, source }: Guarded,
  fresh: FreshTarget,
  drillProjectId: string,
): GuardCode | undefined {
  if (target === undefined) return 'NO_TARGET_RECORDED';
  if (fresh.projectId !== drillProjectId || target.projectId !== drillProjectId)
    return 'TARGET_OUTSIDE_DRILL_PROJECT';
  if (!fresh.name.startsWith(TARGET_PREFIX) || fresh.name !== targetNameOf(id) || fresh.name !== target.name)
    return 'TARGET_NAME_NOT_OURS';
  if (fresh.projectId === source.projectId && fresh.name === source.name) return 'TARGET_IS_A_SOURCE';
  if (!isTheOneFound(target, fresh)) return 'TARGET_ID_NOT_OURS';
  if (fresh.family !== target.family) return 'TARGET_FAMILY_NOT_OURS';
  return untagged({ id, target }, fresh);
}

/** By Atlas' id, which no other deployment ever has; one that nobody knows is none. */
export function isTheOneFound(
  { atlasId }: Pick<DrillTarget, 'atlasId'>,
  { id }: Pick<FreshTarget, 'id'>,
): boolean {
  return atlasId !== undefined && id === atlasId;
}

/** What tells it without its id: for adopting it when the answer to its creation was lost. */
export function untagged(
  { id, target }: Pick<Guarded, 'id' | 'target'>,
  { tags = {}, createdAt }: Pick<FreshTarget, 'tags' | 'createdAt'>,
): GuardCode | undefined {
  if (tags[DRILL_TAG] !== id) return 'TARGET_TAGS_NOT_OURS';
  // Not known is not young enough.
  if (!(Date.parse(createdAt ?? '') >= Date.parse(target?.intendedAt ?? '') - CLOCK_SKEW_MS))
    return 'TARGET_OLDER_THAN_DRILL';
  return undefined;
}

/**
 * A create that landed at Atlas after its drill had given it up, so that no id of it was recorded: undefined, where all
 * else says that this drill, which is over, asked for it.
 */
export function strayForbidden(
  record: Guarded & Pick<DrillRecord, 'phase' | 'cleanup'>,
  fresh: FreshTarget,
  { projectId }: Pick<DrillsConfig, 'projectId'>,
): GuardCode | undefined {
  const { target, cleanup } = record;
  if (target?.kind !== 'ephemeral' || record.phase !== 'DONE') return 'NO_TARGET_RECORDED';
  // Somebody was told to look at it.
  if (cleanup?.target === 'NOT_OURS') return 'TARGET_ID_NOT_OURS';
  // Every create was answered, so no other one can be the drill's.
  if (target.atlasId !== undefined && target.unanswered !== true) return 'TARGET_ID_NOT_OURS';
  const foreign = untagged(record, fresh);
  return foreign ?? notOurs({ ...record, target: { ...target, atlasId: fresh.id ?? '' } }, fresh, projectId);
}

function standingForbidden(
  { plan, target, source }: Guarded,
  fresh: FreshTarget,
  drills: DrillsConfig,
  allowed: AllowedTargets,
): GuardCode | undefined {
  if (target === undefined) return 'NO_TARGET_RECORDED';
  if (fresh.projectId !== drills.projectId || target.projectId !== drills.projectId)
    return 'TARGET_OUTSIDE_DRILL_PROJECT';
  if (fresh.name !== target.name) return 'TARGET_NAME_NOT_OURS';
  if (!isTheOneFound(target, fresh)) return 'TARGET_ID_NOT_OURS';
  if (!isNamedBy(plan, drills.plans, fresh.name)) return 'TARGET_NOT_IN_PLAN';
  if (classifyTarget(allowed, fresh) !== 'disposable') return 'TARGET_NOT_ALLOWED';
  // The drill's own as well: its plan may say others by now.
  if (fresh.projectId === source.projectId && fresh.name === source.name) return 'TARGET_IS_A_SOURCE';
  if (isAnySource(drills.plans, fresh)) return 'TARGET_IS_A_SOURCE';
  return undefined;
}

/** As the plan is now: whoever takes a target out of it means drills that are under way too. */
function isNamedBy(plan: string, plans: readonly DrillPlan[], target: string): boolean {
  return plans.some(
    (one) => one.name === plan && 'standing' in one.target && one.target.standing.name === target,
  );
}

/** A source by tag is one too: a standing target that carries it would be wiped by its own plan. */
function isAnySource(plans: readonly DrillPlan[], fresh: FreshTarget): boolean {
  return plans.some(({ sources }) =>
    sources.some((source) => {
      if (source.projectId !== fresh.projectId) return false;
      if ('name' in source) return source.name === fresh.name;
      const { key, value } = source.tag;
      const own = fresh.tags?.[key];
      return own !== undefined && (value === undefined || own === value);
    }),
  );
}

const SENTENCES: Readonly<Record<GuardCode, string>> = {
  NO_TARGET_RECORDED: 'The ledger does not say that this drill has a target.',
  TARGET_OUTSIDE_DRILL_PROJECT: 'The target is not in the drill project.',
  TARGET_NAME_NOT_OURS: "The target's name is not the one that this drill gives.",
  TARGET_ID_NOT_OURS: 'The deployment of that name is another one than this drill made.',
  TARGET_TAGS_NOT_OURS: 'The deployment of that name does not carry the tag of this drill.',
  TARGET_FAMILY_NOT_OURS: 'The deployment of that name is of another family.',
  TARGET_OLDER_THAN_DRILL: 'The deployment of that name is older than this drill.',
  TARGET_NOT_IN_PLAN: "The drill's plan does not name the target any more.",
  TARGET_NOT_ALLOWED: 'The target is not in allowedTargets as disposable.',
  TARGET_IS_A_SOURCE: 'The target is a source of a plan.',
  TARGET_IS_STANDING: 'A standing target is never deleted.',
};

export const guardSentence = (code: GuardCode): string => `${SENTENCES[code]} Nothing was touched.`;

/** Stops the drill: somebody must look. */
export class DrillTargetForeign extends Error {
  override name = 'DrillTargetForeign' as const;
  readonly code: GuardCode;

  constructor(code: GuardCode) {
    super(guardSentence(code));
    this.code = code;
  }
}
