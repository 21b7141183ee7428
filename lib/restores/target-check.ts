/** The guard, once more, in the function that posts: with its own list, and with the target as it is now. */
import { allowedFor } from './allowed-for.ts';
import type { RestoreContext } from './context.ts';
import type { DeploymentFacts } from './families/family.ts';
import { lookUpDeployment } from './lookup.ts';
import type { RestoreRecord } from './record.ts';
import { RestoreRefused, refuse } from './refusal.ts';
import { guardTarget } from './target-guard.ts';

/** Returns the target as it is, undefined for a download. Throws {@link RestoreRefused}. */
export async function checkTargetAgain(
  context: RestoreContext,
  record: RestoreRecord,
): Promise<DeploymentFacts | undefined> {
  const { target, request } = record;
  if (target === undefined) return undefined;
  const refusals = guardTarget(await allowedFor(context, record.id, request), request);
  const found = await lookUpDeployment(context.atlas, target, 'target', target.family);
  const [first, ...rest] = [...refusals, ...found.refusals];
  if (first) throw new RestoreRefused([first, ...rest]);
  const { facts } = found;
  if (facts?.id !== target.id) {
    const detail = `${target.name} is not the deployment it was when this restore was accepted.`;
    refuse({ code: 'TARGET_CHANGED', field: 'target.name', detail, status: 409 });
  }
  return facts;
}
