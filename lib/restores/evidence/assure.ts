/**
 * Ends of restores go into the chain of evidence. The write that ended a restore wrote down that it is owed
 * (`enter` in record.ts), so whoever comes here, and how often, makes one record an end.
 */
import type { Workflows } from '../../aws/workflows.ts';
import { appendEvidence, type EvidenceParts } from '../../evidence/append.ts';
import { positionOf, sha256 } from '../../evidence/record.ts';
import { redacted } from '../../evidence/redact.ts';
import { logAbout } from '../../log.ts';
import { changeRecord } from '../change-record.ts';
import type { LedgerContext } from '../context.ts';
import { type RestoreEnd, type RestoreRecord, VERIFICATION_DECIDED } from '../record.ts';
import { declineVerification, lookAfterVerification } from '../verification/look-after.ts';
import { isVerificationOpen, NOT_GOOD_LINE, NOT_RUN_LINE } from '../verification/verification.ts';
import { restoreBody } from './body.ts';

export type AssureContext = LedgerContext & {
  readonly evidence: EvidenceParts;
  readonly simulated: boolean;
  /** Undefined where restores are not verified. */
  readonly verificationWorkflows: Workflows | undefined;
};

export interface Assured {
  readonly looked: number;
  /** Restores whose ends could not be written now; the next round comes to them again. */
  readonly failed: number;
  /** False when the time was up before all were looked at. */
  readonly complete: boolean;
}

/** Nothing is owed of a restore that is not there, has not ended, or is in evidence. */
export async function assureRestore(context: AssureContext, id: string): Promise<void> {
  const record = await context.ledger.getRestore(id);
  if (record === undefined) return;
  // What its data was found to be is in the same record of evidence.
  if (isVerificationOpen(record)) return verify(context, record);
  let current = record;
  for (const end of record.pendingEvidence ?? []) current = await prove(context, current, end);
}

/** @param limitMs how long it may take, by the context's clock; the next round goes on with what is left */
export async function assureRestores(context: AssureContext, limitMs: number): Promise<Assured> {
  const until = context.clock.now().getTime() + limitMs;
  let looked = 0;
  let failed = 0;
  for await (const { id } of context.ledger.unassuredRestores()) {
    if (context.clock.now().getTime() > until) return { looked, failed, complete: false };
    looked += 1;
    try {
      await logAbout({ restoreId: id }, () => assureRestore(context, id));
    } catch (error) {
      failed += 1;
      context.log.warn('restore not in evidence', {
        restoreId: id,
        error: error instanceof Error ? error.name : '',
      });
    }
  }
  return { looked, failed, complete: true };
}

/** Of a deployment that has left off verifying, what was asked for before is not left without an answer. */
async function verify(context: AssureContext, { id }: RestoreRecord): Promise<void> {
  const { verificationWorkflows } = context;
  if (verificationWorkflows) await lookAfterVerification({ ...context, verificationWorkflows }, { id });
  else await declineVerification(context, id);
}

async function prove(context: AssureContext, record: RestoreRecord, end: RestoreEnd): Promise<RestoreRecord> {
  // Before all that may fail, and before the write after which nobody comes back: an alarm may go off twice, and never not.
  alarm(context, record, end);
  const { record: appended } = await appendEvidence(context.evidence, {
    key: keyOf(record.id, end.number),
    kind: 'restore',
    at: end.at,
    body: redacted(restoreBody(record, end, context.simulated)),
  });
  const evidence = positionOf(appended);
  const saved = await changeRecord(context.ledger, record, (current) => {
    if (current.provenEnds?.some(({ number }) => number === end.number)) return undefined;
    const { pendingEvidence = [], ...rest } = current;
    const left = pendingEvidence.filter(({ number }) => number !== end.number);
    return {
      ...rest,
      ...(left.length > 0 && { pendingEvidence: left }),
      provenEnds: [...(current.provenEnds ?? []), { ...end, evidence }],
      ...(tellsOfVerification(current, end) && {
        pendingEvents: [...(current.pendingEvents ?? []), VERIFICATION_DECIDED],
      }),
    };
  });
  context.log.info('restore in evidence', { restoreId: record.id, sequence: evidence.sequence });
  return saved;
}

function alarm({ log }: AssureContext, { id, verification }: RestoreRecord, { status }: RestoreEnd): void {
  const { verified, code, detail } = verification ?? {};
  if (status !== 'SUCCEEDED' || verified === undefined || verified === true) return;
  log.error(verified === false ? NOT_GOOD_LINE : NOT_RUN_LINE, { restoreId: id, code, detail });
}

/** Told when it is in evidence, and not before. */
const tellsOfVerification = ({ verification }: RestoreRecord, { status }: RestoreEnd): boolean =>
  status === 'SUCCEEDED' && verification?.decidedAt !== undefined;

/** Names of executions that other workflows start may hold what no key may; none of them holds a colon. */
export const keyOf = (id: string, number: number): string =>
  `${FITS.test(id) ? id : `sha256:${sha256(id)}`}#restore${number === 1 ? '' : `-${number}`}`;

const FITS = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/;
