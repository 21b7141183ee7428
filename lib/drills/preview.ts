/** What the drills of a plan would do, asked of Atlas by reads alone: nothing is made, started or written down. */
import type { AtlasClient } from '../atlas/client.ts';
import { AtlasError, AtlasUnavailable } from '../atlas/errors.ts';
import type { DrillLedger } from '../aws/drill-ledger.ts';
import type { Clock } from '../clock.ts';
import type { DeploymentFacts, Place, Snapshot } from '../restores/families/family.ts';
import { families } from '../restores/families.ts';
import { chosenSnapshot } from './chosen-snapshot.ts';
import { overDrillCap, overMonthCap, perDrillUsd, perMonthUsd, pricesUnknown } from './costs/caps.ts';
import { type Cost, type Estimate, estimateOf } from './costs/estimate.ts';
import { type MonthSpent, monthOf, withReservation } from './costs/month.ts';
import { spentNow } from './costs/spent-now.ts';
import { CLEANUP_MINUTES, drillIdOf } from './new-drill.ts';
import type { DrillPlan, DrillsConfig } from './plans/plan.ts';
import { type DrillPlanView, toPlanView } from './plans/plan-view.ts';
import { type PlanSuspension, suspendedFinding } from './plans/suspension.ts';
import { previewTarget, type TargetPreview } from './preview/target.ts';
import { type Finding, PHASES, type Phase } from './record.ts';
import { type DrillableFacts, sourceFacts } from './source-facts.ts';
import { sourcesOf } from './sources.ts';
import { networkOf } from './steps/open.ts';

export interface PreviewSnapshot {
  /** Absent of a point in time. */
  readonly id?: string;
  readonly createdAt: string;
  readonly ageSeconds: number;
  readonly pointInTime?: boolean;
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
  readonly estimate: PreviewEstimate;
  /** Why it would end without having proven anything; empty: nothing that is known now. */
  readonly refusals: readonly Finding[];
  /** What does not stand in its way. */
  readonly warnings: readonly Finding[];
}

/** The sum of `costs`, and what it is held to. */
export interface PreviewEstimate extends Pick<Estimate, 'asOf' | 'usd' | 'missing'> {
  readonly perDrillUsd: number;
  readonly perMonthUsd: number;
}

export interface PlanPreview {
  readonly plan: DrillPlanView;
  readonly drills: readonly DrillPreview[];
}

export interface PreviewContext {
  readonly atlas: AtlasClient;
  readonly drills: DrillsConfig;
  readonly clock: Clock;
  readonly drillLedger: Pick<DrillLedger, 'month'>;
}

export interface Asked {
  readonly plan: DrillPlan;
  /** Of a request with a key. */
  readonly start?: string | undefined;
  readonly only?: Place;
  /** Of a plan whose drills are not started. */
  readonly suspended?: PlanSuspension | undefined;
}

const MINUTE_MS = 60_000;
/** A caller waits half a minute, and each source is four or five reads. */
const AT_ONCE = 8;
const STEPS = PHASES.filter((phase) => phase !== 'DONE');

/** Throws `RestoreRefused` and `AtlasUnavailable`. */
export async function previewDrills(
  context: PreviewContext,
  { plan, start, only, suspended }: Asked,
): Promise<PlanPreview> {
  const sources = await sourcesOf(context.atlas, plan, only);
  const spent = await spentNow(context);
  const previewed: Previewed[] = [];
  for (let from = 0; from < sources.length; from += AT_ONCE) {
    const some = sources.slice(from, from + AT_ONCE);
    previewed.push(
      ...(await Promise.all(some.map((source) => previewOne(context, { plan, source, start, suspended })))),
    );
  }
  const drills = heldToCaps(context, plan, previewed, spent);
  return { plan: toPlanView(plan, context.drills, context.clock.now(), { spent, suspended }), drills };
}

interface One {
  readonly plan: DrillPlan;
  readonly source: Place;
  readonly start: string | undefined;
  readonly suspended: PlanSuspension | undefined;
}

interface Previewed {
  /** Not held to any cap yet. */
  readonly drill: DrillPreview;
  /** Absent of what cannot be drilled: it costs nothing. */
  readonly estimate?: Estimate;
}

async function previewOne(
  context: PreviewContext,
  { plan, source, start, suspended }: One,
): Promise<Previewed> {
  const { atlas, drills, clock } = context;
  const now = clock.now();
  const endsBy = now.getTime() + plan.limits.timeLimitMinutes * MINUTE_MS;
  const id = start === undefined ? undefined : drillIdOf(plan.name, start, source);
  const read = await sourceFacts(atlas, source);
  const refused = 'code' in read ? { code: read.code, detail: read.detail } : undefined;
  const facts = 'code' in read ? read.facts : read;
  const chosen =
    'code' in read ? {} : await choose(context, { plan, source, id, by: new Date(endsBy), now }, read);
  const { target, made, refusal } = await previewTarget(atlas, {
    plan,
    source,
    facts,
    projectId: drills.projectId,
    id,
    deleteBy: new Date(endsBy + CLEANUP_MINUTES * MINUTE_MS).toISOString(),
  });
  const network = networkOf({ drills }, plan);
  const estimate = estimateOf({ plan, target: made, sizeBytes: chosen.sizeBytes, network }, drills.prices);
  const { asOf, usd, missing } = estimate;
  const held = suspended && suspendedFinding(plan.name, suspended);
  const refusals = [held, refused, chosen.refusal, refusal, noNetwork(drills, plan)];
  const isMade = target !== null;
  const warnings = [isMade ? pricesUnknown(drills, plan, estimate) : undefined];
  const drill = {
    id: id ?? null,
    source,
    family: facts?.family ?? null,
    snapshot: chosen.snapshot ?? null,
    target,
    steps: STEPS,
    costs: estimate.items,
    estimate: { asOf, usd, missing, perDrillUsd: perDrillUsd(plan), perMonthUsd: perMonthUsd(drills) },
    refusals: refusals.filter((each) => each !== undefined),
    warnings: warnings.filter((each) => each !== undefined),
  };
  return { drill, ...(isMade && { estimate }) };
}

/**
 * In their order, as if each set its money aside before the next: what one takes, the others of the plan do not have. As
 * of this moment: drills that run at the same time may take it too.
 */
function heldToCaps(
  { drills, clock }: PreviewContext,
  plan: DrillPlan,
  previewed: readonly Previewed[],
  spent: MonthSpent | undefined,
): readonly DrillPreview[] {
  let month = spent;
  return previewed.map(({ drill, estimate }, at) => {
    if (estimate === undefined) return drill;
    const { usd } = estimate;
    const over = overDrillCap(drills, plan, estimate);
    if (over !== undefined) return { ...drill, refusals: [...drill.refusals, over] };
    if (month === undefined || usd === null) return drill;
    // With a key it may have been started before: then it is the same money.
    const wanted = { id: drill.id ?? `preview-${at}`, plan: plan.name, usd };
    const next = withReservation(month, wanted, perMonthUsd(drills));
    if (next === undefined) {
      const full = overMonthCap(drills, monthOf(clock.now()), month, usd);
      return { ...drill, refusals: [...drill.refusals, full] };
    }
    // One that ends before anything is made takes nothing.
    if (drill.refusals.length === 0) month = next;
    return drill;
  });
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
  facts: DrillableFacts,
): Promise<Choice> {
  try {
    const snapshots: Snapshot[] = [];
    for await (const one of families[facts.family].snapshots(atlas, source, facts.sharded))
      snapshots.push(one);
    const wanted = { plan, source, facts, snapshots, drillId: id ?? '', by, now };
    const chosen = await chosenSnapshot(atlas, wanted);
    if ('code' in chosen) return { refusal: chosen };
    const { createdAt, sizeBytes, pointInTime } = chosen;
    const isDrawn = id === undefined && typeof plan.snapshot === 'object' && 'random' in plan.snapshot;
    const snapshot: PreviewSnapshot = {
      ...(chosen.id !== undefined && { id: chosen.id }),
      createdAt,
      ageSeconds: ageOf(createdAt, now),
      ...(pointInTime && { pointInTime }),
      ...(isDrawn && { drawn: true }),
    };
    return { snapshot, sizeBytes };
  } catch (error) {
    if (!(error instanceof AtlasError) || error instanceof AtlasUnavailable) throw error;
    const detail = `The backups of ${source.name} cannot be read: Atlas says ${error.errorCode}.`;
    return { refusal: { code: 'SOURCE_NOT_READ', detail } };
  }
}

/** Clocks differ: what Atlas has just made is not younger than nothing. */
const ageOf = (createdAt: string, now: Date): number =>
  Math.max(0, Math.round((now.getTime() - Date.parse(createdAt)) / 1_000));

function noNetwork(drills: DrillsConfig, plan: DrillPlan): Finding | undefined {
  if (networkOf({ drills }, plan) !== undefined) return undefined;
  const detail = `Neither the plan ${plan.name} nor the deployment says how its checks reach a target.`;
  return { code: 'NETWORK_MISSING', detail };
}
