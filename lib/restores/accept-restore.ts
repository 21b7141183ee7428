/**
 * Accepts a restore: one request becomes one record and one execution, whatever is repeated (docs: create once,
 * identity). Order matters: the lock and the record are there before the execution is, and each of them can be
 * written again by whoever comes after a crash.
 */
import { randomUUID } from 'node:crypto';
import type { Workflows } from '../aws/workflows.ts';
import type { RestoreContext } from './context.ts';
import { newRecord, reserveTarget } from './new-record.ts';
import { planRestore, type RestorePlan } from './plan.ts';
import { isActive, type RestoreRecord } from './record.ts';
import { refuse } from './refusal.ts';
import { hashRequest, type RestoreRequest, sha256 } from './request.ts';
import { targetBusy } from './target-busy.ts';

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

/** Without a key, an identical request of the same caller joins the first for so long after it ended. */
const JOIN_AFTER_END_MS = 10 * 60_000;
/** The claim is looked at only while it means something; the longest time limit and a margin. */
const CLAIM_LIFE_MS = 8 * 24 * 3_600_000;

/** Throws `RestoreRefused`; then nothing was started and nothing is remembered. */
export async function acceptRestore(
  context: RestoreContext & { readonly workflows: Workflows },
  asked: Asked,
): Promise<Accepted> {
  const requestHash = hashRequest(asked.request);
  const claim = sha256(asked.caller, requestHash);
  const before =
    asked.idempotencyKey === undefined
      ? await claimed(context, claim, asked.request.again)
      : await keyed(context, keyedId(asked), requestHash);
  if (before !== undefined) return repeat(context, before);

  const now = context.clock.now();
  const { atlas, allowedTargets, policy } = context;
  const planned = await planRestore(asked.request, { atlas, allowedTargets, policy, now });
  const busy = planned.refusals.length > 0 ? await targetBusy(context, planned) : [];
  const plan = { ...planned, refusals: [...busy, ...planned.refusals] };
  refuseChangedPlan(asked.request, plan);
  const identity = { requestedBy: asked.caller, requestHash, now };
  const wanted = newRecord(plan, {
    ...identity,
    id: asked.idempotencyKey === undefined ? randomUUID() : keyedId(asked),
  });
  const claimant =
    asked.idempotencyKey === undefined
      ? await claimRequest(context, claim, wanted.id, asked.request.again)
      : { id: wanted.id };
  if (claimant.joins !== undefined) return repeat(context, claimant.joins);
  const record = { ...wanted, id: claimant.id };
  await reserveTarget(context, record);
  const { created, record: written } = await context.ledger.createRestore(record);
  if (!created) refuseOtherBody(written, requestHash);
  await context.workflows.startRestore(written.id, written.request);
  return { record: written, repeated: !created };
}

/** 40 hex digits: fits an execution's name, and says nothing about the caller. */
const keyedId = ({ caller, idempotencyKey = '' }: Asked): string =>
  sha256(caller, idempotencyKey).slice(0, 40);

async function keyed(
  { ledger }: RestoreContext,
  id: string,
  requestHash: string,
): Promise<RestoreRecord | undefined> {
  const record = await ledger.getRestore(id);
  if (record !== undefined) refuseOtherBody(record, requestHash);
  return record;
}

function refuseOtherBody(record: RestoreRecord, requestHash: string): void {
  if (record.requestHash === requestHash) return;
  refuse({
    code: 'IDEMPOTENCY_KEY_REUSED',
    field: 'Idempotency-Key',
    detail: `The key belongs to restore ${record.id}, which was asked for with another body.`,
    status: 409,
  });
}

/** The restore that an identical request without a key joins. */
async function claimed(
  context: RestoreContext,
  claim: string,
  again: boolean,
): Promise<RestoreRecord | undefined> {
  if (again) return undefined;
  const id = await context.ledger.requestClaim(claim);
  const record = id === undefined ? undefined : await context.ledger.getRestore(id);
  return record !== undefined && stillCounts(context, record) ? record : undefined;
}

function stillCounts({ clock }: RestoreContext, record: RestoreRecord): boolean {
  if (isActive(record.status)) return true;
  // Nothing was overwritten: asking again is asking for the first time.
  if (record.status === 'REFUSED' || record.status === 'CANCELLED') return false;
  const ended = Date.parse(record.finishedAt ?? record.createdAt);
  return clock.now().getTime() - ended < JOIN_AFTER_END_MS;
}

/**
 * Claims the request for a new restore. A claim without a record, or one that no longer counts, is taken over; where
 * an identical request was quicker, its restore is joined.
 */
async function claimRequest(
  context: RestoreContext,
  claim: string,
  id: string,
  again: boolean,
): Promise<{ readonly id: string; readonly joins?: RestoreRecord }> {
  const { ledger, clock } = context;
  const deleteAfter = new Date(clock.now().getTime() + CLAIM_LIFE_MS);
  const holder = await ledger.claimRequest(claim, id, deleteAfter);
  if (holder === id) return { id };
  const record = await ledger.getRestore(holder);
  // Whoever claimed it is about to write the record, or was cut off: with the same id we do the same work once.
  if (record === undefined) return { id: holder };
  if (!again && stillCounts(context, record)) return { id: holder, joins: record };
  return { id: await ledger.claimRequest(claim, id, deleteAfter, holder) };
}

async function repeat(
  context: RestoreContext & { readonly workflows: Workflows },
  record: RestoreRecord,
): Promise<Accepted> {
  // Whoever accepted it may have been cut off before it was started.
  if (record.status === 'QUEUED') await context.workflows.startRestore(record.id, record.request);
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
