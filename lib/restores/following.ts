/** What the ledger tells those who decide when to look again. Advice: without it they go by what was recorded. */
import type { LedgerContext, RestoreContext } from './context.ts';
import { pastRestores } from './duration-history.ts';
import { usualEnd } from './expected-duration.ts';
import { nextPollSeconds } from './poll-plan.ts';
import { onOurClock, type RestoreRecord, timeLimitAt } from './record.ts';
import { type Places, takePlaces } from './take-places.ts';

/** Whole seconds until the next look at the record's job; not beyond its time limit. */
export async function nextLookSeconds(
  context: LedgerContext,
  record: RestoreRecord,
  { activeJobs, places }: Fleet,
): Promise<number> {
  const past = await advice(context, record, () => pastRestores(context, record), []);
  const now = context.clock.now().getTime();
  const startedAt = record.startedAt === undefined ? record.createdAt : onOurClock(record, record.startedAt);
  const wait = nextPollSeconds({
    family: record.source.family,
    delivery: record.request.delivery,
    elapsedSeconds: Math.max(0, (now - Date.parse(startedAt)) / 1000),
    usual: usualEnd(past),
    activeJobs,
    takesPlaces: places !== undefined,
  });
  const left = Math.ceil((timeLimitAt(record).getTime() - now) / 1000);
  return Math.max(1, Math.min(wait, left));
}

/** What a restore shares its project's rate limit with. */
export interface Fleet {
  /** Restores of the same project that have not ended, this one included. */
  readonly activeJobs: number;
  /** Of few restores there is no budget to keep. */
  readonly places?: Places;
}

/** Takes places for so many calls. */
export async function fleetOf(context: RestoreContext, record: RestoreRecord, calls: number): Promise<Fleet> {
  const activeJobs = await activeRestores(context, record);
  const places = await takePlaces(context, record, calls, activeJobs);
  return { activeJobs, ...(places && { places }) };
}

/** Restores of the same project that have not ended, this one included. */
export async function activeRestores(
  context: LedgerContext,
  record: Pick<RestoreRecord, 'id' | 'source'>,
): Promise<number> {
  const { projectId } = record.source;
  return Math.max(1, await advice(context, record, () => context.ledger.countActive(projectId), 1));
}

async function advice<Answer>(
  { log }: LedgerContext,
  { id }: Pick<RestoreRecord, 'id'>,
  ask: () => Promise<Answer>,
  otherwise: Answer,
): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    log.warn('the ledger gives no advice', {
      restoreId: id,
      error: error instanceof Error ? error.name : '',
    });
    return otherwise;
  }
}
