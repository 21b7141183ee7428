/**
 * Accepts a restore: one request becomes one record and one execution, whatever is repeated (docs: create once,
 * identity). Order matters: the lock and the record are there before the execution is, and each of them can be
 * written again by whoever comes after a crash.
 */
import type { Workflows } from '../aws/workflows.ts';
import type { RestoreContext } from './context.ts';
import { claimIdentity, findRepeated, type Identity, refuseOtherBody } from './identity.ts';
import { logAccepted } from './log-restore.ts';
import { newRecord } from './new-record.ts';
import { planRestore, type RestorePlan } from './plan.ts';
import type { RestoreRecord } from './record.ts';
import { refuse } from './refusal.ts';
import { hashRequest, type RestoreRequest } from './request.ts';
import { startWorkflow } from './start-workflow.ts';
import { targetBusy } from './target-busy.ts';
import { reserveOrStandInLine } from './wait-in-line.ts';

export interface Asked {
  readonly request: RestoreRequest;
  readonly caller: string;
  readonly idempotencyKey?: string;
}

export interface Accepted {
  readonly record: RestoreRecord;
  /** The request had been made before and this is its restore. */
  readonly repeated: boolean;
}

export type AcceptContext = RestoreContext & { readonly workflows: Workflows };

/** Throws `RestoreRefused`; then nothing was started and nothing is remembered. */
export async function acceptRestore(context: AcceptContext, asked: Asked): Promise<Accepted> {
  const { request, caller, idempotencyKey } = asked;
  const requestHash = hashRequest(request);
  const identity: Identity = {
    caller,
    requestHash,
    again: request.again,
    ...(idempotencyKey !== undefined && { idempotencyKey }),
  };
  const before = await findRepeated(context, identity);
  if (before !== undefined) return repeat(context, before);

  const now = context.clock.now();
  const { atlas, allowedTargets, policy } = context;
  const planned = await planRestore(request, { atlas, allowedTargets, policy, now });
  const busy = planned.refusals.length > 0 ? await targetBusy(context, planned) : [];
  const plan = { ...planned, refusals: [...busy, ...planned.refusals] };
  refuseChangedPlan(request, plan);
  const inEvidence = policy.restoreEvidence === true;
  const wanted = newRecord(plan, { id: '', requestedBy: caller, requestHash, now, inEvidence });
  const { id, joins } = await claimIdentity(context, identity);
  if (joins !== undefined) return repeat(context, joins);
  const stands = await reserveOrStandInLine(context, { ...wanted, id });
  const record = { ...wanted, id, ...(stands && { inLine: stands }) };
  const { created, record: written } = await context.ledger.createRestore(record);
  if (created) logAccepted(context.log, written);
  else refuseOtherBody(written, requestHash);
  await startWorkflow(context, written);
  return { record: written, repeated: !created };
}

async function repeat(context: AcceptContext, record: RestoreRecord): Promise<Accepted> {
  // Whoever accepted it may have been cut off before it was started.
  if (record.status === 'QUEUED') await startWorkflow(context, record);
  return { record, repeated: true };
}

function refuseChangedPlan({ planHash }: RestoreRequest, plan: RestorePlan): void {
  if (planHash === undefined || planHash === plan.planHash) return;
  refuse({
    code: 'PLAN_CHANGED',
    field: 'planHash',
    detail:
      'The snapshot, the target or what Atlas would refuse has changed since that plan: make a new dry run.',
    status: 409,
  });
}
