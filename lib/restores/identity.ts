/**
 * Which restore a request is (docs: create once, identity): by its key for good, without one by who asks for what
 * while that restore is active and for ten minutes after.
 */
import { randomUUID } from 'node:crypto';
import type { LedgerContext } from './context.ts';
import { isActive, type RestoreRecord } from './record.ts';
import { refuse } from './refusal.ts';
import { sha256 } from './request.ts';

export interface Identity {
  readonly caller: string;
  readonly requestHash: string;
  /** Without a key: another restore, though an identical one may count. */
  readonly again: boolean;
  readonly idempotencyKey?: string;
}

/** Without a key, an identical request of the same caller joins the first for so long after it ended. */
const JOIN_AFTER_END_MS = 10 * 60_000;
/** The claim is looked at only while it means something; the longest time limit and a margin. */
const CLAIM_LIFE_MS = 8 * 24 * 3_600_000;

/** The restore that the request has been made for before. Throws `RestoreRefused` when its key is another body's. */
export async function findRepeated(
  context: LedgerContext,
  asked: Identity,
): Promise<RestoreRecord | undefined> {
  if (asked.idempotencyKey !== undefined) {
    const record = await context.ledger.getRestore(keyedId(asked));
    if (record !== undefined) refuseOtherBody(record, asked.requestHash);
    return record;
  }
  if (asked.again) return undefined;
  const id = await context.ledger.requestClaim(claimOf(asked));
  const record = id === undefined ? undefined : await context.ledger.getRestore(id);
  return record !== undefined && stillCounts(context, record) ? record : undefined;
}

export interface Claimed {
  readonly id: string;
  /** An identical request was quicker: this is its restore. */
  readonly joins?: RestoreRecord;
}

/**
 * The id of a new restore. Without a key the request is claimed for it: a claim without a record, or one that no longer
 * counts, is taken over.
 */
export async function claimIdentity(context: LedgerContext, asked: Identity): Promise<Claimed> {
  if (asked.idempotencyKey !== undefined) return { id: keyedId(asked) };
  const { ledger, clock } = context;
  const [claim, id] = [claimOf(asked), randomUUID()];
  const deleteAfter = new Date(clock.now().getTime() + CLAIM_LIFE_MS);
  const holder = await ledger.claimRequest(claim, id, deleteAfter);
  if (holder === id) return { id };
  const record = await ledger.getRestore(holder);
  // Whoever claimed it is about to write the record, or was cut off: with the same id we do the same work once.
  if (record === undefined) return { id: holder };
  if (!asked.again && stillCounts(context, record)) return { id: holder, joins: record };
  return { id: await ledger.claimRequest(claim, id, deleteAfter, holder) };
}

export function refuseOtherBody(record: RestoreRecord, requestHash: string): void {
  if (record.requestHash === requestHash) return;
  refuse({
    code: 'IDEMPOTENCY_KEY_REUSED',
    field: 'Idempotency-Key',
    detail: `The key belongs to restore ${record.id}, which was asked for with another body.`,
    status: 409,
  });
}

/** 40 hex digits: fits an execution's name, and says nothing about the caller. */
const keyedId = ({ caller, idempotencyKey = '' }: Identity): string =>
  sha256(caller, idempotencyKey).slice(0, 40);

const claimOf = ({ caller, requestHash }: Identity): string => sha256(caller, requestHash);

function stillCounts({ clock }: LedgerContext, record: RestoreRecord): boolean {
  if (isActive(record.status)) return true;
  // Nothing was overwritten: asking again is asking for the first time.
  if (record.status === 'REFUSED' || record.status === 'CANCELLED') return false;
  const ended = Date.parse(record.finishedAt ?? record.createdAt);
  return clock.now().getTime() - ended < JOIN_AFTER_END_MS;
}
