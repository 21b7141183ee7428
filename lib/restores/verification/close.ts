/** Last step, after whatever happened: takes the way in away, and decides by what was seen. Nothing seen is never a pass. */
import type { AtlasClient } from '../../atlas/client.ts';
import type { CheckResult } from '../../drills/check-result.ts';
import type { DrillsConfig } from '../../drills/plans/plan.ts';
import type { Measures, Objectives } from '../../drills/record.ts';
import { isAboutRoles, removeEntries, removeReadingUser } from '../../drills/target/access.ts';
import { decide } from '../../drills/verdict.ts';
import { note, OUT_OF_TIME, type VerificationContext, type Verifying, verifying } from './step.ts';
import { lookAtTarget } from './target-changed.ts';
import { isVerificationOpen, type Verification, type Verified, type Why } from './verification.ts';

export type CloseContext = VerificationContext & {
  readonly atlas: AtlasClient;
  readonly drills: Pick<DrillsConfig, 'projectId'>;
};

export interface Closed {
  readonly id: string;
  readonly verified: Verified | null;
  readonly code: string | null;
}

/** @param failed the name of the error by which a step failed for good */
export async function closeVerification(context: CloseContext, id: string, failed?: string): Promise<Closed> {
  const open = await verifying(context, id);
  if (open === undefined) return closedAs(id, (await context.ledger.getRestore(id))?.verification);
  const { checks, early } = open.verification;
  // Whoever restored onto it while it was read has changed what was read.
  const { changed } = checks && !early ? await lookAtTarget(context, open) : {};
  const record = await closing(context, open);
  await takenAway(context, record);
  const decision = decisionOf(record.verification, early ?? changed, failed);
  const decided = await decideAs(context, record, decision);
  await lastOneOut(context, record);
  return closedAs(id, decided.verification);
}

async function closing(context: CloseContext, record: Verifying): Promise<Verifying> {
  if (record.verification.closingSince !== undefined) return record;
  return note(context, record, { closingSince: context.clock.now().toISOString() });
}

const closedAs = (id: string, verification: Verification | undefined): Closed => ({
  id,
  verified: verification?.verified ?? null,
  code: verification?.code ?? null,
});

export type Decision = Why & { readonly verified: Verified };

/** One write, whoever comes first. It is told, and alarms go off, when it is in evidence. */
export async function decideAs(
  context: VerificationContext,
  record: Verifying,
  decision: Decision,
): Promise<Verifying> {
  return note(context, record, { ...decision, decidedAt: context.clock.now().toISOString() });
}

/** Longer than Atlas is away for a moment. Then what was read is decided: the way in ends by itself, a decision does not. */
const TAKE_AWAY_MS = 10 * 60_000;

/** Who may not make a user may not take one away either: what there is of it ends by itself. */
async function takenAway(context: CloseContext, record: Verifying): Promise<void> {
  try {
    await takeAway(context, record);
  } catch (error) {
    const { access, closingSince = '' } = record.verification;
    const isLate = context.clock.now().getTime() - Date.parse(closingSince) >= TAKE_AWAY_MS;
    if (!isAboutRoles(error) && !isLate) throw error;
    context.log.warn('the way in is left to Atlas', { restoreId: record.id, until: access?.until });
  }
}

async function takeAway(context: CloseContext, record: Verifying): Promise<void> {
  const { access } = record.verification;
  if (access === undefined) return;
  const { projectId } = record.target;
  await removeReadingUser(context.atlas, projectId, access.username);
  // Those of drills, and of others that read in the same project, are the same.
  if (projectId === context.drills.projectId || (await othersRead(context, record))) return;
  await removeEntries(context.atlas, projectId, access.entries);
}

/** Those that close together have each left the entries to the others: who is decided last takes them away. */
async function lastOneOut(context: CloseContext, record: Verifying): Promise<void> {
  const { access } = record.verification;
  const { projectId } = record.target;
  if (access === undefined || projectId === context.drills.projectId) return;
  try {
    if (!(await othersRead(context, record))) await removeEntries(context.atlas, projectId, access.entries);
  } catch (error) {
    const { name: reason } = error as Error;
    context.log.warn('the way in is left to Atlas', { restoreId: record.id, until: access.until, reason });
  }
}

async function othersRead({ ledger }: CloseContext, { id, target }: Verifying): Promise<boolean> {
  for await (const other of ledger.unassuredRestores()) {
    if (other.id === id || other.target?.projectId !== target.projectId) continue;
    // The index is a moment old.
    const now = await ledger.getRestore(other.id);
    if (now !== undefined && isVerificationOpen(now)) return true;
  }
  return false;
}

/** A restore has no objectives of its own: how long it took is in its durations. */
const NO_OBJECTIVES: Objectives = { rtoSeconds: 0, rpoSeconds: 0, rto: 'verified', whenMissed: 'warn' };
const NO_MEASURES: Measures = {
  technicalRtoSeconds: null,
  verifiedRtoSeconds: null,
  restoreSeconds: null,
  pollSeconds: null,
  snapshotAgeSeconds: null,
  snapshotAgeCounts: false,
  worstSnapshotGapSeconds: null,
  observedRpoSeconds: null,
  rtoMet: null,
  rpoMet: null,
};

/** A collection that came back empty is seen by comparing, or where it is called critical. */
function passedText(checks: readonly CheckResult[]): string {
  const passed = 'Its data was read, and every required check passed.';
  return checks.some(({ code }) => code === 'NO_BASELINE')
    ? `${passed} No drill of its source was verified before: there was nothing to compare it with.`
    : passed;
}

const VERIFIED_AS = { PASSED: true, FAILED: false, INCONCLUSIVE: 'not-run' } as const;

function decisionOf({ checks }: Verification, early: Why | undefined, failed: string | undefined): Decision {
  if (early) return { verified: 'not-run', ...early };
  if (checks === undefined)
    return failed === undefined
      ? { verified: 'not-run', ...OUT_OF_TIME }
      : {
          verified: 'not-run',
          code: 'VERIFICATION_FAILED',
          detail: `A step of the verification failed for good: ${failed}.`,
        };
  const { verdict, findings } = decide({ checks, objectives: NO_OBJECTIVES }, NO_MEASURES);
  const [first] = findings;
  const verified = VERIFIED_AS[verdict];
  return verified === true
    ? { verified, code: 'OK', detail: passedText(checks) }
    : { verified, code: first?.code ?? verdict, detail: first?.detail ?? 'It could not be verified.' };
}
