/** The target that a drill would make, or the standing one that it would use. Reads the source, and nothing else. */
import type { AtlasClient } from '../../atlas/client.ts';
import { AtlasError, AtlasUnavailable } from '../../atlas/errors.ts';
import type { DeploymentFacts, Place } from '../../restores/families/family.ts';
import type { TargetBody } from '../costs/quantities.ts';
import type { DrillPlan } from '../plans/plan.ts';
import type { Finding } from '../record.ts';
import { clusterLike, type Fidelity, flexLike, SourceShapeUnknown } from '../target/derive.ts';
import { targetNameOf, targetTags } from '../target/target-name.ts';

export type TargetPreview =
  | {
      readonly kind: 'ephemeral';
      readonly projectId: string;
      readonly name: string;
      /** What Atlas would be sent. */
      readonly body: TargetBody;
      readonly fidelity: Fidelity;
    }
  | { readonly kind: 'standing'; readonly projectId: string; readonly name: string };

export interface Previewed {
  /** Null: none can be made. */
  readonly target: TargetPreview | null;
  readonly refusal?: Finding;
  /** What is made, for its costs. */
  readonly made?: TargetBody;
}

export interface Wished {
  readonly plan: DrillPlan;
  readonly source: Place;
  readonly facts: DeploymentFacts | undefined;
  /** In which drills make their targets. */
  readonly projectId: string;
  /** Of the drill; undefined: nobody knows it yet. */
  readonly id: string | undefined;
  readonly deleteBy: string;
}

/** What stands for a name or an id that each drill has of its own. */
const NAME_PATTERN = 'drill-<16 hex>';
const ID_PATTERN = '<id of the drill>';

export async function previewTarget(atlas: AtlasClient, wished: Wished): Promise<Previewed> {
  const { plan, source, facts, projectId, id, deleteBy } = wished;
  if ('standing' in plan.target)
    return { target: { kind: 'standing', projectId, name: plan.target.standing.name } };
  if (facts?.family !== 'cluster' && facts?.family !== 'flex') return { target: null };
  const overrides = plan.target.ephemeral;
  const name = id === undefined ? NAME_PATTERN : targetNameOf(id);
  const tags = targetTags(id ?? ID_PATTERN, plan.name, deleteBy);
  const made = { kind: 'ephemeral', projectId, name } as const;
  try {
    if (facts.family === 'flex') {
      const path = { groupId: source.projectId, name: source.name };
      const { data } = await atlas.call('getFlexCluster', { path });
      const derived = flexLike(data, overrides, name, tags);
      return { target: { ...made, ...derived }, made: derived.body };
    }
    const path = { groupId: source.projectId, clusterName: source.name };
    const { data } = await atlas.call('getCluster', { path });
    const derived = clusterLike(data, overrides, name, tags);
    return { target: { ...made, ...derived }, made: derived.body };
  } catch (error) {
    if (error instanceof SourceShapeUnknown)
      return { target: null, refusal: { code: 'SOURCE_SHAPE_UNKNOWN', detail: error.message } };
    if (!(error instanceof AtlasError) || error instanceof AtlasUnavailable) throw error;
    const detail = `${source.name} cannot be read: Atlas says ${error.errorCode}.`;
    return { target: null, refusal: { code: 'SOURCE_NOT_READ', detail } };
  }
}
