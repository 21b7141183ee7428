/**
 * Whether the target may hold something else by now than what was restored: another restore of this service has it or had
 * it since, or it is another deployment. What somebody restores beside this service is not seen.
 */
import type { AtlasClient } from '../../atlas/client.ts';
import { type ReadTarget, readTarget } from '../../drills/target/read-target.ts';
import { lockKey } from '../target-lock.ts';
import type { VerificationContext, Verifying } from './step.ts';
import type { Why } from './verification.ts';

/** Of all targets, newest first: more within the hours of a verification say that somebody must look anyway. */
const MOST_LOOKED_AT = 100;

export interface TargetSeen {
  readonly fresh?: ReadTarget;
  readonly changed?: Why;
}

export async function lookAtTarget(
  context: VerificationContext & { readonly atlas: AtlasClient },
  record: Verifying,
): Promise<TargetSeen> {
  const { target } = record;
  const other = await otherRestore(context, record);
  if (other !== undefined) return { changed: changed(`Restore ${other} has restored onto it since.`) };
  const fresh = await readTarget(context.atlas, target);
  if (fresh === undefined) return { changed: changed('It does not exist any more.') };
  if (target.id !== undefined && fresh.id !== target.id)
    return { changed: changed('It is another deployment of the same name.') };
  return { fresh };
}

const changed = (detail: string): Why => ({
  code: 'TARGET_CHANGED',
  detail: `The target is not what was restored any more. ${detail}`,
});

async function otherRestore(
  { ledger }: VerificationContext,
  { id, target, verification, ...record }: Verifying,
): Promise<string | undefined> {
  const [first] = (await ledger.line(lockKey({ ...record, target }))).places;
  if (first !== undefined && first.id !== id) return first.id;
  const { restores } = await ledger.listRestores({ limit: MOST_LOOKED_AT });
  const since = Date.parse(verification.startedAt);
  return restores.find(
    (other) =>
      other.id !== id &&
      other.target?.projectId === target.projectId &&
      other.target.name === target.name &&
      other.atlasJobId !== undefined &&
      // By our clock, as the beginning is: Atlas' may differ.
      Date.parse(other.timeline.at(-1)?.at ?? other.createdAt) > since,
  )?.id;
}
