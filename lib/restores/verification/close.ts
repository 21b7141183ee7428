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
  const record = await verifying(context, id);
  if (record === undefined) return closedAs(id, (await context.ledger.getRestore(id))?.verification);
  await takenAway(context, record);
  const { checks, early } = record.verification;
  // Whoever restored onto it while it was read has changed what was read.
  const { changed } = checks && !early ? await lookAtTarget(context, record) : {};
  const decision = decisionOf(record.verification, early ?? changed, failed);
  return closedAs(id, (await decideAs(context, record, decision)).verification);
}

const closedAs = (id: string, verification: Verification | undefined): Closed => ({
  id,
  verified: verification?.verified ?? null,
  code: verification?.code ?? null,
});

export type Decision = Why & { readonly verified: Verified };

/** One write, whoever comes first; the alarms go by its line. */
export async function decideAs(
  context: VerificationContext,
  record: Verifying,
  decision: Decision,
): Promise<Verifying> {
  const decidedAt = context.clock.now().toISOString();
  const saved = await note(context, record, { ...decision, decidedAt });
  const { verified, code, detail } = saved.verification;
  if (saved.verification.decidedAt === decidedAt && verified !== true)
    context.log.error(verified === false ? NOT_GOOD_LINE : NOT_RUN_LINE, {
      restoreId: record.id,
      code,
      detail,
    });
  return saved;
}

/** By these lines the alarms know: infra/aws/drills/verifications.ts. */
export const NOT_GOOD_LINE = 'restored data is not what it must be';
export const NOT_RUN_LINE = 'restored data was not verified';

/** Who may not make a user may not take one away either: what there is of it ends by itself. */
async function takenAway(context: CloseContext, record: Verifying): Promise<void> {
  try {
    await takeAway(context, record);
  } catch (error) {
    if (!isAboutRoles(error)) throw error;
    const { until } = record.verification.access ?? {};
    context.log.warn('the way in is left to Atlas', { restoreId: record.id, until });
  }
}

async function takeAway(context: CloseContext, record: Verifying): Promise<void> {
  const { access } = record.verification;
  if (access === undefined) return;
  const { projectId } = record.target;
  await removeReadingUser(context.atlas, projectId, access.username);
  // Those of drills, and of others that read in the same project, are the same: Atlas takes them away in time.
  if (projectId === context.drills.projectId || (await othersRead(context, record))) return;
  await removeEntries(context.atlas, projectId, access.entries);
}

async function othersRead({ ledger }: CloseContext, { id, target }: Verifying): Promise<boolean> {
  for await (const other of ledger.unassuredRestores())
    if (other.id !== id && other.target?.projectId === target.projectId && isVerificationOpen(other))
      return true;
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
