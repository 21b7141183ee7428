/**
 * Sixth step: the data, by the official driver, in slices that fit into one invocation. What it has seen so far travels
 * to the next slice. It asks Atlas for nothing: the address is in the record.
 */
import { baselineOf } from '../baseline.ts';
import type { CheckResult } from '../check-result.ts';
import type { DrillContext, Owner } from '../context.ts';
import { packed, unpacked } from '../packed.ts';
import { sourceKey } from '../places.ts';
import type { SliceState } from '../verify/slice.ts';
import type { TargetAccess } from '../verify/target.ts';
import { verify } from '../verify/verify.ts';
import { type DrillStep, inPhase, onwards, step } from './step.ts';

export type VerifyContext = DrillContext & {
  readonly owner: Pick<Owner, 'passwordOf'>;
  readonly targetAuthority: { readonly ca?: string };
};

export interface VerifyStep extends DrillStep {
  /** Packed. */
  readonly state?: string;
}

/** Below the function's own five minutes, with room for the read that is under way then. */
export const SLICE_MS = 210_000;
const isSettled = ({ required, verdict }: CheckResult): boolean =>
  !required || verdict === 'PASS' || verdict === 'FAIL';

/** A user that is not everywhere yet takes a minute. Half a day of it fits into an execution's history. */
export const TROUBLE_AGAIN_SECONDS = 30;

export const verifyTarget = (context: VerifyContext, id: string, state?: string): Promise<VerifyStep> =>
  inPhase(context, id, 'VERIFY', async (record, plan): Promise<VerifyStep> => {
    const { clock, log, drillLedger, owner, targetAuthority } = context;
    const { target, access, snapshot, source } = record;
    if (target?.uri === undefined || access === undefined)
      throw new TypeError('A drill that verifies has a target and a way in.');
    const now = clock.now();
    const { stored } = await drillLedger.baseline(sourceKey(source));
    const namespaces = await drillLedger.expected(id);
    const way: TargetAccess = {
      uri: target.uri,
      username: access.username,
      password: await owner.passwordOf(id),
      ...targetAuthority,
    };
    const seen = await verify(
      { clock, log },
      {
        access: way,
        config: plan.checks,
        facts: {
          ...(snapshot && { snapshotAt: snapshot.createdAt }),
          ...(snapshot?.mongoDBVersion !== undefined && { mongoDBVersion: snapshot.mongoDBVersion }),
          ...(namespaces && { namespaces }),
          ...(stored && { baseline: baselineOf(stored, now) }),
        },
        ...(state !== undefined && { state: unpacked(state) as SliceState }),
        sliceEndsAt: now.getTime() + clock.limit(SLICE_MS).ms,
        endsAt: Date.parse(access.verifyBy),
      },
    );
    if (!seen.done)
      return {
        ...step(id, 'VERIFY', seen.state.trouble ? TROUBLE_AGAIN_SECONDS : 0),
        state: packed(seen.state),
      };
    const { firstReadAt, isDone, collections } = seen.state;
    if (isDone) await drillLedger.saveObserved(id, collections, now);
    const marks = {
      ...record.marks,
      ...(firstReadAt !== undefined && { firstReadAt }),
      // T6 is when every required check is decided: what could not be read decides nothing.
      ...(seen.results.every(isSettled) && { decidedAt: clock.now().toISOString() }),
    };
    const checks = [...record.checks, ...seen.results];
    return onwards(await drillLedger.saveDrill({ ...record, marks, checks, phase: 'EVIDENCE' }));
  });
