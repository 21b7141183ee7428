/** Which deployments a plan means now: those that it names, and those that carry its tags. */
import type { AtlasClient } from '../atlas/client.ts';
import { clusterFacts, madeAs } from '../restores/families/cluster-shapes.ts';
import type { Place } from '../restores/families/family.ts';
import { refuse } from '../restores/refusal.ts';
import { sourceKey } from './places.ts';
import type { DrillPlan, PlanSource } from './plans/plan.ts';

type ByTag = Extract<PlanSource, { tag: unknown }>;

/**
 * Each once, in the plan's order. A tag that nobody carries is a source too: its drill says that there is none.
 * @param only throws `RestoreRefused` when the plan does not mean it
 */
export async function sourcesOf(
  atlas: AtlasClient,
  plan: Pick<DrillPlan, 'name' | 'sources'>,
  only?: Place,
): Promise<readonly Place[]> {
  const all = await allSources(atlas, plan);
  if (only === undefined) return all;
  const wanted = all.filter((each) => sourceKey(each) === sourceKey(only));
  if (wanted.length > 0) return wanted;
  const detail = `${sourceKey(only)} is no source of the plan ${plan.name}.`;
  return refuse({ code: 'SOURCE_NOT_IN_PLAN', field: 'source', detail, status: 400 });
}

async function allSources(
  atlas: AtlasClient,
  { sources }: Pick<DrillPlan, 'sources'>,
): Promise<readonly Place[]> {
  const found = new Map<string, Place>();
  for (const source of sources) {
    const places = 'name' in source ? [source] : await tagged(atlas, source);
    for (const { projectId, name } of places) found.set(sourceKey({ projectId, name }), { projectId, name });
  }
  return [...found.values()];
}

async function tagged(atlas: AtlasClient, { projectId, tag }: ByTag): Promise<readonly Place[]> {
  const path = { groupId: projectId };
  const found: Place[] = [];
  const carries = (tags: Readonly<Record<string, string>> | undefined): boolean => {
    const own = tags?.[tag.key];
    return own !== undefined && (tag.value === undefined || own === tag.value);
  };
  for await (const cluster of atlas.items('listClusters', { path })) {
    const { tags, family } = clusterFacts(cluster);
    if (family === 'cluster' && carries(tags)) found.push({ projectId, name: cluster.name });
  }
  for await (const flex of atlas.items('listFlexClusters', { path }))
    if (carries(madeAs(flex).tags)) found.push({ projectId, name: flex.name });
  if (found.length > 0) return found;
  const wanted = tag.value === undefined ? tag.key : `${tag.key}=${tag.value}`;
  return [{ projectId, name: `(tag ${wanted})` }];
}
