/**
 * Whether the target may hold something else by now than what was restored: another restore of this service has it or had
 * it since, or it is another deployment. What somebody restores beside this service is not seen.
 */
import type { AtlasClient } from '../../atlas/client.ts';
import { type ReadTarget, readTarget } from '../../drills/target/read-target.ts';
import { mayHaveJob, type RestoreRecord } from '../record.ts';
import { MAX_TIME_LIMIT_MINUTES } from '../request.ts';
import { lockKey } from '../target-lock.ts';
import type { VerificationContext, Verifying } from './step.ts';
import type { Why } from './verification.ts';

/** As many restores as a page of the ledger holds without trouble. */
const PAGE = 100;
/** Some seconds of reading. Where there are more restores, who had this target cannot be known in time. */
const MOST_PAGES = 200;
const DAY_MINUTES = 1_440;
/** What was accepted longer before has ended by then: the longest time limit of a restore, and a day for its end. */
const LONGEST_LIFE_MS = (MAX_TIME_LIMIT_MINUTES + DAY_MINUTES) * 60_000;
/** A server of Atlas' that is behind the others says 404 of what is there: it must be said for a while. */
const LOOKS = 3;
const LOOK_AGAIN_MS = 10_000;

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
  if (other !== undefined) return { changed: other };
  const fresh = await readPatiently(context, target);
  if (fresh === undefined) return { changed: changed('It does not exist any more.') };
  if (target.id !== undefined && fresh.id !== target.id)
    return { changed: changed('It is another deployment of the same name.') };
  return { fresh };
}

const changed = (detail: string): Why => ({
  code: 'TARGET_CHANGED',
  detail: `The target is not what was restored any more. ${detail}`,
});

async function readPatiently(
  { atlas, clock }: Pick<VerificationContext, 'clock'> & { readonly atlas: AtlasClient },
  target: Verifying['target'],
): Promise<ReadTarget | undefined> {
  for (let look = 1; ; look += 1) {
    const fresh = await readTarget(atlas, target);
    if (fresh !== undefined || look === LOOKS) return fresh;
    await clock.sleep(LOOK_AGAIN_MS);
  }
}

/** Undefined: nobody else has restored onto it since this restore has ended. By our clock: Atlas' may differ. */
async function otherRestore({ ledger }: VerificationContext, record: Verifying): Promise<Why | undefined> {
  const { id, target, timeline, createdAt } = record;
  const [first] = (await ledger.line(lockKey(record))).places;
  if (first !== undefined && first.id !== id) return changed(`Restore ${first.id} has it now.`);
  const since = Date.parse(timeline.findLast(({ status }) => status === 'SUCCEEDED')?.at ?? createdAt);
  const wrote = (other: RestoreRecord): boolean =>
    other.id !== id &&
    other.target?.projectId === target.projectId &&
    other.target.name === target.name &&
    mayHaveJob(other) &&
    Date.parse(other.timeline.at(-1)?.at ?? other.createdAt) >= since;
  let cursor: string | undefined;
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const { restores, next } = await ledger.listRestores({
      limit: PAGE,
      ...(cursor !== undefined && { cursor }),
    });
    const other = restores.find(wrote);
    if (other !== undefined) return changed(`Restore ${other.id} has restored onto it since.`);
    const oldest = restores.at(-1);
    if (next === undefined || oldest === undefined) return undefined;
    if (Date.parse(oldest.createdAt) < since - LONGEST_LIFE_MS) return undefined;
    cursor = next;
  }
  const detail = `Whether another restore has had the target since is not known: there are more than ${MOST_PAGES * PAGE} to look through.`;
  return { code: 'TARGET_CHANGED', detail };
}
