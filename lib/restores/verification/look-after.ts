/** Starts a verification, and looks after one whose execution ended without a decision. Whoever comes, and how often. */
import type { Workflows } from '../../aws/workflows.ts';
import { changeRecord } from '../change-record.ts';
import type { RestoreRecord } from '../record.ts';
import { sha256 } from '../request.ts';
import { decideAs } from './close.ts';
import { note, type VerificationContext, verifying } from './step.ts';
import { isVerificationOpen } from './verification.ts';

export type LookAfterContext = VerificationContext & { readonly verificationWorkflows: Workflows };

const MINUTE_MS = 60_000;
/** Users and entries of Atlas' take a minute or two; a target that was just restored may be busy for longer. */
const OPENING_MS = 30 * MINUTE_MS;
/** Each has hours of retries of its own. After these nobody waits any more: Atlas takes the way in away by itself. */
const MOST_EXECUTIONS = 5;

/** Of a restore whose verification is open. */
export async function lookAfterVerification(
  context: LookAfterContext,
  { id }: Pick<RestoreRecord, 'id'>,
): Promise<void> {
  const record = await begun(context, id);
  if (record === undefined) return;
  const { executions } = record.verification;
  const name = executionName(id, executions);
  const state = await context.verificationWorkflows.stateOf(name);
  if (state === 'RUNNING') return;
  if (state === 'NONE') return context.verificationWorkflows.start(name, { id });
  context.log.warn('verification without a decision', { restoreId: id, execution: name, state });
  if (executions >= MOST_EXECUTIONS) {
    const detail = `Its execution ended ${executions} times without a decision.`;
    await decideAs(context, record, { verified: 'not-run', code: 'VERIFICATION_FAILED', detail });
    return;
  }
  await note(context, record, { executions: executions + 1 });
  await context.verificationWorkflows.start(executionName(id, executions + 1), { id });
}

/** Where nobody can read restored data any more. */
export async function declineVerification(context: VerificationContext, id: string): Promise<void> {
  const record = await begun(context, id);
  if (record === undefined) return;
  const detail = 'This deployment has no way to read restored data any more.';
  await decideAs(context, record, { verified: 'not-run', code: 'VERIFY_NOT_CONFIGURED', detail });
}

async function begun(context: VerificationContext, id: string) {
  const { ledger, clock } = context;
  const record = await ledger.getRestore(id);
  if (record === undefined || !isVerificationOpen(record)) return undefined;
  if (record.verification === undefined) {
    const now = clock.now();
    const verification = {
      startedAt: now.toISOString(),
      endsBy: new Date(now.getTime() + OPENING_MS).toISOString(),
      executions: 1,
    };
    await changeRecord(ledger, record, (current) =>
      isVerificationOpen(current) && current.verification === undefined
        ? { ...current, verification }
        : undefined,
    );
  }
  return verifying(context, id);
}

/** Ids may be as long as a name already. */
export const executionName = (id: string, number: number): string =>
  `verify-${sha256('verification', id).slice(0, 40)}-${number}`;
