/** What the drills of a plan would do, asked of Atlas by reads alone: nothing is made, started or written down. */
import type { AtlasClient } from '../atlas/client.ts';
import { AtlasError, AtlasUnavailable } from '../atlas/errors.ts';
import type { Clock } from '../clock.ts';
import type { DeploymentFacts, Place, Snapshot } from '../restores/families/family.ts';
import { type PointInTimeWindow, pointInTimeWindow } from '../restores/point-in-time.ts';
import { chooseFor, eligible } from './choose-snapshot.ts';
import { CLEANUP_MINUTES, drillIdOf } from './new-drill.ts';
import type { DrillPlan, DrillsConfig } from './plans/plan.ts';
import { type DrillPlanView, toPlanView } from './plans/plan-view.ts';
import { type Cost, costsOf } from './preview/costs.ts';
import { readSource } from './preview/source-state.ts';
import { previewTarget, type TargetPreview } from './preview/target.ts';
import { type Finding, PHASES, type Phase } from './record.ts';
import { sourcesOf } from './sources.ts';
import { networkOf } from './steps/open.ts';

export interface PreviewSnapshot {
  /** Absent of a point in time. */
  readonly id?: string;
  readonly createdAt: string;
  readonly ageSeconds: number;
  readonly pointInTime?: true;
  /** Another drill draws another one. */
  readonly drawn?: true;
}

export interface DrillPreview {
  /** Of the drill that the same request with the same key starts; null without a key. */
  readonly id: string | null;
  readonly source: Place;
  /** Null: Atlas does not say. */
  readonly family: DeploymentFacts['family'] | null;
  /** Null: none, and the refusals say why. */
  readonly snapshot: PreviewSnapshot | null;
  readonly target: TargetPreview | null;
  readonly steps: readonly Phase[];
  readonly costs: readonly Cost[];
  /** Why it would end without having proven anything; empty: nothing that is known now. */
  readonly refusals: readonly Finding[];
}

export interface PlanPreview {
  readonly plan: DrillPlanView;
  readonly drills: readonly DrillPreview[];
}

export interface PreviewContext {
  readonly atlas: AtlasClient;
  readonly drills: DrillsConfig;
  readonly clock: Clock;
}

export interface Asked {
  readonly plan: DrillPlan;
  /** Of a request with a key. */
  readonly start?: string;
  readonly only?: Place;
}

const MINUTE_MS = 60_000;
/** A caller waits half a minute, and each source is four or five reads. */
const AT_ONCE = 8;
const STEPS = PHASES.filter((phase) => phase !== 'DONE');

/** Throws `RestoreRefused` and `AtlasUnavailable`. */
export async function previewDrills(
  context: PreviewContext,
  { plan, start, only }: Asked,
): Promise<PlanPreview> {
  const sources = await sourcesOf(context.atlas, plan, only);
  const drills: DrillPreview[] = [];
  for (let from = 0; from < sources.length; from += AT_ONCE) {
    const some = sources.slice(from, from + AT_ONCE);
    drills.push(...(await Promise.all(some.map((source) => previewOne(context, plan, source, start)))));
  }
  return { plan: toPlanView(plan, context.drills, context.clock.now()), drills };
}

async function previewOne(
  context: PreviewContext,
  plan: DrillPlan,
  source: Place,
  start: string | undefined,
): Promise<DrillPreview> {
  const { atlas, drills, clock } = context;
  const now = clock.now();
  const endsBy = now.getTime() + plan.limits.timeLimitMinutes * MINUTE_MS;
  const id = start === undefined ? undefined : drillIdOf(plan.name, start, source);
  const { facts, snapshots, refusal: refused } = await readSource(atlas, source);
  const isReadable = facts !== undefined && refused === undefined;
  const chosen = isReadable
    ? await choose(context, { plan, source, id, by: new Date(endsBy), now }, facts, snapshots)
    : {};
  const { target, made, refusal } = await previewTarget(atlas, {
    plan,
    source,
    facts,
    projectId: drills.projectId,
    id,
    deleteBy: new Date(endsBy + CLEANUP_MINUTES * MINUTE_MS).toISOString(),
  });
  const refusals = [refused, chosen.refusal, refusal, noNetwork(drills, plan)];
  return {
    id: id ?? null,
    source,
    family: facts?.family ?? null,
    snapshot: chosen.snapshot ?? null,
    target,
    steps: STEPS,
    costs: costsOf(plan, made, chosen.sizeBytes),
    refusals: refusals.filter((each) => each !== undefined),
  };
}

interface Choice {
  readonly snapshot?: PreviewSnapshot;
  readonly sizeBytes?: number | undefined;
  readonly refusal?: Finding;
}

interface Wanted {
  readonly plan: DrillPlan;
  readonly source: Place;
  readonly id: string | undefined;
  /** It must be there until then. */
  readonly by: Date;
  readonly now: Date;
}

async function choose(
  { atlas }: PreviewContext,
  { plan, source, id, by, now }: Wanted,
  facts: DeploymentFacts,
  snapshots: readonly Snapshot[],
): Promise<Choice> {
  const { snapshot: choice } = plan;
  if (typeof choice === 'object' && 'pointInTime' in choice)
    return momentOf(atlas, source, facts, choice.pointInTime.minutesAgo, now);
  const one = chooseFor(choice, eligible(snapshots, by), id ?? '', now);
  if (one === undefined)
    return noSnapshot(
      `${source.name} has no completed snapshot that the plan would take and that outlives the drill.`,
    );
  const isDrawn = id === undefined && typeof choice === 'object' && 'random' in choice;
  const { createdAt, sizeBytes } = one;
  const snapshot = { id: one.id, createdAt, ageSeconds: ageOf(createdAt, now) };
  return { snapshot: isDrawn ? { ...snapshot, drawn: true } : snapshot, sizeBytes };
}

/** Whole seconds, as Atlas takes them. */
async function momentOf(
  atlas: AtlasClient,
  source: Place,
  facts: DeploymentFacts,
  minutesAgo: number,
  now: Date,
): Promise<Choice> {
  const moment = new Date(Math.floor((now.getTime() - minutesAgo * MINUTE_MS) / 1_000) * 1_000);
  const window = await windowOf(atlas, source, facts, now);
  if (window !== null && 'code' in window) return { refusal: window };
  if (window === null) return noSnapshot(`${source.name} has no continuous backup.`);
  if (moment < new Date(window.from) || moment > new Date(window.to))
    return noSnapshot(
      `${source.name} cannot be restored to ${moment.toISOString()}: its window is ${window.from} to ${window.to}.`,
    );
  const createdAt = moment.toISOString();
  return { snapshot: { createdAt, ageSeconds: ageOf(createdAt, now), pointInTime: true } };
}

async function windowOf(
  atlas: AtlasClient,
  source: Place,
  facts: DeploymentFacts,
  now: Date,
): Promise<PointInTimeWindow | Finding | null> {
  try {
    return await pointInTimeWindow(atlas, source, facts, now);
  } catch (error) {
    if (!(error instanceof AtlasError) || error instanceof AtlasUnavailable) throw error;
    const detail = `The backup schedule of ${source.name} cannot be read: Atlas says ${error.errorCode}.`;
    return { code: 'SOURCE_NOT_READ', detail };
  }
}

const noSnapshot = (detail: string): Choice => ({ refusal: { code: 'NO_ELIGIBLE_SNAPSHOT', detail } });

/** Clocks differ: what Atlas has just made is not younger than nothing. */
const ageOf = (createdAt: string, now: Date): number =>
  Math.max(0, Math.round((now.getTime() - Date.parse(createdAt)) / 1_000));

function noNetwork(drills: DrillsConfig, plan: DrillPlan): Finding | undefined {
  if (networkOf({ drills }, plan) !== undefined) return undefined;
  const detail = `Neither the plan ${plan.name} nor the deployment says how its checks reach a target.`;
  return { code: 'NETWORK_MISSING', detail };
}
