/** What the steps of a verification hand to each other: the record says how far it is, the definition only routes. */
import type { Ledger } from '../../aws/ledger.ts';
import type { Clock } from '../../clock.ts';
import type { Log } from '../../log.ts';
import { changeRecord } from '../change-record.ts';
import type { RestoreRecord } from '../record.ts';
import { isVerificationOpen, type Verification, type Why } from './verification.ts';

export interface VerificationContext {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly log: Log;
}

export type Next = 'OPEN' | 'READ' | 'CLOSE' | 'DONE';

export interface VerificationStep {
  readonly id: string;
  readonly next: Next;
  readonly waitSeconds: number;
}

export const step = (id: string, next: Next, waitSeconds = 0): VerificationStep => ({
  id,
  next,
  waitSeconds,
});

/** A restore whose verification is under way. */
export type Verifying = RestoreRecord & {
  readonly verification: Verification;
  readonly target: NonNullable<RestoreRecord['target']>;
};

/** Undefined: nothing is to be verified of it, or it is decided. */
export async function verifying(
  { ledger }: Pick<VerificationContext, 'ledger'>,
  id: string,
): Promise<Verifying | undefined> {
  const record = await ledger.getRestore(id);
  if (record === undefined || !isVerificationOpen(record)) return undefined;
  const { verification, target } = record;
  return verification && target ? { ...record, verification, target } : undefined;
}

/** What others write at the same moment stays; a decision is never overwritten. */
export async function note(
  { ledger }: Pick<VerificationContext, 'ledger'>,
  record: Verifying,
  change: Partial<Verification>,
): Promise<Verifying> {
  const saved = await changeRecord(ledger, record, (current) =>
    isVerificationOpen(current)
      ? { ...current, verification: { ...record.verification, ...current.verification, ...change } }
      : undefined,
  );
  return { ...record, ...saved, verification: saved.verification ?? record.verification };
}

/** Nothing is read, or what was read says nothing. */
export async function endEarly(
  context: VerificationContext,
  record: Verifying,
  early: Why,
): Promise<VerificationStep> {
  await note(context, record, { early });
  return step(record.id, 'CLOSE');
}

export const isOutOfTime = (
  { clock }: Pick<VerificationContext, 'clock'>,
  { verification }: Verifying,
): boolean => clock.now() >= new Date(verification.endsBy);

export const OUT_OF_TIME: Why = {
  code: 'VERIFICATION_OUT_OF_TIME',
  detail: 'The data could not be read in time.',
};
