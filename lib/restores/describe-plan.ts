/** A dry run: the plan, with what the ledger and the target's own backups tell about it. Nothing is started. */
import { AtlasError } from '../atlas/errors.ts';
import type { RestoreContext } from './context.ts';
import { pastRestores } from './duration-history.ts';
import { expectedDuration } from './expected-duration.ts';
import type { Snapshot } from './families/family.ts';
import { families } from './families.ts';
import { planRestore, type RestorePlan } from './plan.ts';
import { type PlanView, toPlanView } from './plan-view.ts';
import type { RestoreRequest } from './request.ts';
import { chooseSnapshot } from './snapshot-choice.ts';
import { targetBusy } from './target-busy.ts';

export async function describePlan(context: RestoreContext, request: RestoreRequest): Promise<PlanView> {
  const { atlas, allowedTargets, policy, clock } = context;
  const now = clock.now();
  const plan = await planRestore(request, { atlas, allowedTargets, policy, now });
  const { source } = plan;
  const history =
    source === undefined
      ? []
      : await pastRestores(context, {
          source: { ...request.source, family: source.family },
          target: plan.target,
        });
  const [targetSnapshot, busy] = await Promise.all([
    newestSnapshotOfTarget(context, plan),
    targetBusy(context, plan),
  ]);
  const isWaitedFor = request.whenTargetBusy === 'wait';
  return toPlanView(
    { ...plan, refusals: isWaitedFor ? plan.refusals : [...busy, ...plan.refusals] },
    {
      expected: expectedDuration(history),
      waitsInLine: isWaitedFor && busy.length > 0,
      ...(targetSnapshot && { targetSnapshot }),
    },
    now,
  );
}

/** Undefined when the target has none, keeps no backups, or does not show them to us. */
async function newestSnapshotOfTarget(
  { atlas, clock }: RestoreContext,
  { request, target }: RestorePlan,
): Promise<Snapshot | undefined> {
  if (request.target === undefined || target === undefined || !target.backups) return undefined;
  const snapshots: Snapshot[] = [];
  try {
    for await (const each of families[target.family].snapshots(atlas, request.target, target.sharded))
      snapshots.push(each);
  } catch (error) {
    if (!(error instanceof AtlasError)) throw error;
    return undefined;
  }
  return chooseSnapshot('latest', snapshots, clock.now()).snapshot;
}
