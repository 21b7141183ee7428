/** Whether another restore of ours has what a plan is about: said before what Atlas says of it, which comes of that. */
import type { RestoreContext } from './context.ts';
import { busyRefusal } from './new-record.ts';
import type { RestorePlan } from './plan.ts';
import type { Refusal } from './refusal.ts';
import { lockHolder } from './target-lock.ts';

/** Not part of the plan, nor of its hash: it passes by itself. */
export async function targetBusy(context: RestoreContext, plan: RestorePlan): Promise<readonly Refusal[]> {
  const { request, source, target, snapshot } = plan;
  if (source === undefined || (target === undefined && snapshot === undefined)) return [];
  const reserved = {
    source: { ...request.source, family: source.family },
    ...(request.target && target && { target: { ...request.target, family: target.family } }),
    ...(snapshot && { snapshot: { id: snapshot.id } }),
  };
  const holder = await lockHolder(context, reserved);
  return holder === undefined ? [] : [busyRefusal(reserved, holder)];
}
