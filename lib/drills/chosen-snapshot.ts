/** What a plan restores of a source now: one of its snapshots, or a moment. For a drill, and for its preview. */
import type { AtlasClient } from '../atlas/client.ts';
import type { DeploymentFacts, Place, Snapshot } from '../restores/families/family.ts';
import { pointInTimeWindow } from '../restores/point-in-time.ts';
import { chooseFor, eligible } from './choose-snapshot.ts';
import type { DrillPlan } from './plans/plan.ts';
import type { DrillSnapshot, Finding } from './record.ts';

export type ChosenSnapshot = Omit<DrillSnapshot, 'worstGapSeconds'>;

export interface ToChoose {
  readonly plan: Pick<DrillPlan, 'snapshot'>;
  readonly source: Place;
  readonly facts: DeploymentFacts;
  readonly snapshots: readonly Snapshot[];
  readonly drillId: string;
  /** It must be there until then. */
  readonly by: Date;
  readonly now: Date;
}

/** Throws `AtlasError` where the window of a point in time cannot be read. */
export async function chosenSnapshot(
  atlas: AtlasClient,
  { plan: { snapshot: choice }, source, facts, snapshots, drillId, by, now }: ToChoose,
): Promise<ChosenSnapshot | Finding> {
  if (typeof choice === 'object' && 'pointInTime' in choice)
    return momentOf(atlas, source, facts, choice.pointInTime.minutesAgo, now);
  const one = chooseFor(choice, eligible(snapshots, by), drillId, now);
  if (one === undefined)
    return none(
      `${source.name} has no completed snapshot that the plan would take and that outlives the drill.`,
    );
  const { id, createdAt, expiresAt, mongoDBVersion, sizeBytes } = one;
  return {
    id,
    createdAt,
    ...(expiresAt !== undefined && { expiresAt }),
    ...(mongoDBVersion !== undefined && { mongoDBVersion }),
    ...(sizeBytes !== undefined && { sizeBytes }),
  };
}

/** Whole seconds, as Atlas takes them. */
async function momentOf(
  atlas: AtlasClient,
  source: Place,
  facts: DeploymentFacts,
  minutesAgo: number,
  now: Date,
): Promise<ChosenSnapshot | Finding> {
  const moment = new Date(Math.floor((now.getTime() - minutesAgo * 60_000) / 1_000) * 1_000);
  const window = await pointInTimeWindow(atlas, source, facts, now);
  if (window === null) return none(`${source.name} has no continuous backup.`);
  if (moment < new Date(window.from) || moment > new Date(window.to))
    return none(
      `${source.name} cannot be restored to ${moment.toISOString()}: its window is ${window.from} to ${window.to}.`,
    );
  const { mongoDBVersion } = facts;
  return {
    createdAt: moment.toISOString(),
    pointInTime: true,
    ...(mongoDBVersion !== undefined && { mongoDBVersion }),
  };
}

const none = (detail: string): Finding => ({ code: 'NO_ELIGIBLE_SNAPSHOT', detail });
