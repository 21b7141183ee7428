/**
 * Targets that nobody waits for: a create whose answer was lost and that Atlas carried out after its drill was over. They
 * are found by looking at the drill project itself, and taken away only where name, tag, time and the ledger all say that
 * a drill asked for them.
 */
import { clusterFacts, madeAs } from '../restores/families/cluster-shapes.ts';
import type { DrillContext, OwnerPart } from './context.ts';
import { deleteTarget } from './steps/clean-up.ts';
import { type FreshTarget, strayForbidden } from './target/own-target.ts';
import { DRILL_TAG, TARGET_PREFIX } from './target/target-name.ts';

type Seen = FreshTarget & { readonly state?: string };

/** How many were taken away. */
export async function sweepStrays(context: DrillContext & OwnerPart): Promise<number> {
  const { drillLedger, drills, log } = context;
  let deleted = 0;
  for await (const seen of targetsOf(context)) {
    const drillId = seen.tags?.[DRILL_TAG];
    const record = drillId === undefined ? undefined : await drillLedger.getDrill(drillId);
    if (record === undefined) {
      // It is called like ours, and no ledger knows it: people must look.
      log.warn('a drill target that no drill knows', { target: seen.name, atlasId: seen.id });
      continue;
    }
    if (strayForbidden(record, seen, drills) !== undefined || seen.state === 'DELETING') continue;
    log.error('stray drill target', { drillId, target: seen.name, atlasId: seen.id });
    await deleteTarget(context, seen);
    deleted += 1;
  }
  return deleted;
}

async function* targetsOf({
  owner: { atlas },
  drills: { projectId },
}: DrillContext & OwnerPart): AsyncGenerator<Seen> {
  const path = { groupId: projectId };
  for await (const one of atlas.items('listClusters', { path })) {
    const { family, id, state, tags, createdAt } = clusterFacts(one);
    if (one.name.startsWith(TARGET_PREFIX))
      yield seenAs({ projectId, name: one.name, family }, { id, state, tags, createdAt });
  }
  for await (const one of atlas.items('listFlexClusters', { path })) {
    const { tags, createdAt } = madeAs(one) as Pick<FreshTarget, 'tags' | 'createdAt'>;
    const { id, stateName: state, name } = one;
    if (name.startsWith(TARGET_PREFIX))
      yield seenAs({ projectId, name, family: 'flex' }, { id, state, tags, createdAt });
  }
}

type Known = { readonly [Key in 'id' | 'state' | 'tags' | 'createdAt']: Seen[Key] | undefined };

function seenAs(
  place: Pick<Seen, 'projectId' | 'name' | 'family'>,
  { id, state, tags, createdAt }: Known,
): Seen {
  return {
    ...place,
    ...(id !== undefined && { id }),
    ...(state !== undefined && { state }),
    ...(tags && { tags }),
    ...(createdAt !== undefined && { createdAt }),
  };
}
