/**
 * The allow-list of one restore. A drill's own restore may wipe the target that its drill has made, by the ledger and by
 * what Atlas says of it now, or the standing one that its drill has found, if it is on the deployment's list, and nothing
 * else; any other restore goes by that list (design, decision 7).
 */
import { isTheOneFound, notOurs } from '../drills/target/own-target.ts';
import { readTarget } from '../drills/target/read-target.ts';
import { drillOfRestore } from '../drills/target/target-name.ts';
import type { RestoreContext } from './context.ts';
import type { RestoreRequest } from './request.ts';
import type { AllowedTargets } from './target-guard.ts';

export async function allowedFor(
  context: RestoreContext,
  restoreId: string,
  { target: wanted }: Pick<RestoreRequest, 'target'>,
): Promise<AllowedTargets> {
  const { ledger, atlas, allowedTargets, drillProjectId } = context;
  const drillId = drillOfRestore(restoreId);
  if (drillId === undefined || drillProjectId === undefined || wanted === undefined) return allowedTargets;
  const drill = await ledger.getDrill(drillId);
  const { target } = drill ?? {};
  if (drill === undefined || target === undefined) return allowedTargets;
  if (wanted.projectId !== target.projectId || wanted.name !== target.name) return [];
  const fresh = await readTarget(atlas, target);
  if (fresh === undefined) return [];
  // One that stands is on the list, or it is not wiped; and it is the one that the drill has found.
  if (target.kind === 'standing') return isTheOneFound(target, fresh) ? allowedTargets : [];
  if (notOurs(drill, fresh, drillProjectId) !== undefined) return [];
  return [{ projectId: target.projectId, name: target.name, disposable: true }];
}
