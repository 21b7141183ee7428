/** From an accepted plan to the record of a restore that waits for its turn. */
import type { RestoreContext } from './context.ts';
import { orderOf } from './order.ts';
import type { RestorePlan } from './plan.ts';
import type { RestoreRecord } from './record.ts';
import { type Refusal, RestoreRefused, refuse } from './refusal.ts';
import { type Reserved, takeTargetLock } from './target-lock.ts';

export interface Identity {
  readonly id: string;
  readonly requestedBy: string;
  readonly requestHash: string;
  readonly now: Date;
  /** Its ends go into the chain of evidence. */
  readonly inEvidence: boolean;
}

/** Throws {@link RestoreRefused} with every refusal of the plan. */
export function newRecord(
  plan: RestorePlan,
  { id, requestedBy, requestHash, now, inEvidence }: Identity,
): RestoreRecord {
  const [first, ...rest] = plan.refusals;
  if (first !== undefined) throw new RestoreRefused([first, ...rest]);
  const { request, source, target, snapshot } = plan;
  // A plan without a source has a refusal that says so.
  if (source === undefined) throw new TypeError('A plan without refusals has a source.');
  const chosen = orderOf(request, snapshot).snapshotId === undefined ? undefined : snapshot;
  return {
    id,
    version: 0,
    status: 'QUEUED',
    request,
    requestHash,
    requestedBy,
    source: { projectId: request.source.projectId, family: source.family, name: request.source.name },
    ...(request.target &&
      target && {
        target: {
          ...request.target,
          family: target.family,
          ...(target.id !== undefined && { id: target.id }),
          ...(target.size !== undefined && { size: target.size }),
        },
      }),
    ...(chosen && {
      snapshot: { id: chosen.id, ...(chosen.createdAt !== undefined && { createdAt: chosen.createdAt }) },
    }),
    ...(snapshot?.sizeBytes !== undefined && { sizeBytes: snapshot.sizeBytes }),
    ...(chosen?.mongoDBVersion !== undefined && { mongoDBVersion: chosen.mongoDBVersion }),
    ...(plan.safetySnapshot && target && { safetySnapshot: {} }),
    ...(target && { undo: plan.undo }),
    ...(inEvidence && { inEvidence }),
    createdAt: now.toISOString(),
    timeline: [{ at: now.toISOString(), status: 'QUEUED' }],
    pendingEvents: ['QUEUED'],
  };
}

/** Takes or renews the target. Throws {@link RestoreRefused} with `TARGET_BUSY` when another restore has it, or waits for it. */
export async function reserveTarget(context: RestoreContext, record: Reserved): Promise<void> {
  const inTheWay = await takeTargetLock(context, record);
  if (inTheWay === undefined) return;
  refuse(busyRefusal(record, inTheWay));
}

export function busyRefusal(
  { target, snapshot }: Pick<RestoreRecord, 'target' | 'snapshot'>,
  inTheWay: string,
): Refusal {
  const what = target ? `${target.projectId}/${target.name}` : `snapshot ${snapshot?.id}`;
  return {
    code: 'TARGET_BUSY',
    field: target ? 'target' : 'snapshot',
    detail: `Restore ${inTheWay} has ${what} for itself until it has ended, in Atlas too.`,
    status: 409,
  };
}
