/**
 * The ledger's history of durations: one item for a source and a class of target, so that it is read at once, and no
 * two sources write the same. What is remembered steers polling and is shown in plans; losing one hurts nobody.
 */
import type { LedgerContext } from './context.ts';
import type { PastRestore } from './expected-duration.ts';
import type { RestoreRecord } from './record.ts';

/** Enough for a 95th percentile to mean something, few enough for one small item (2 KB). */
const MOST_REMEMBERED = 20;
/** A thousand restores of one source may end in the same minute: whoever loses so often leaves it to the others. */
const TRIES = 3;

type Classed = Pick<RestoreRecord, 'source' | 'collections'> & {
  readonly target?: { readonly family: string; readonly size?: string } | undefined;
};

/** Source, and what its data went to: a larger target is quicker, a download is no restore. */
export function durationKey({ source, target, collections }: Classed): string {
  const onto = target === undefined ? 'download' : `${target.family} ${target.size ?? ''}`.trim();
  const what = collections === undefined ? onto : `collections ${onto}`;
  return `${source.family}#${source.projectId}#${source.name}#${what}`;
}

/** Newest first. */
export async function pastRestores(
  { ledger }: Pick<LedgerContext, 'ledger'>,
  record: Classed,
): Promise<readonly PastRestore[]> {
  return (await ledger.durations(durationKey(record))).past;
}

/** Of a restore that ended well; again, too. Never throws. */
export async function rememberDuration(
  { ledger, log }: Pick<LedgerContext, 'ledger' | 'log'>,
  record: RestoreRecord,
): Promise<void> {
  const { id, durations, createdAt: at, sizeBytes, status } = record;
  if (durations === undefined || (status !== 'SUCCEEDED' && status !== 'READY')) return;
  const one = { id, at, seconds: durations.runningSeconds, ...(sizeBytes !== undefined && { sizeBytes }) };
  const key = durationKey(record);
  try {
    for (let tries = 1; tries <= TRIES; tries += 1) {
      const { version, past } = await ledger.durations(key);
      if (past.some((other) => other.id === id)) return;
      const newestFirst = [one, ...past].sort((a, b) => (a.at < b.at ? 1 : -1)).slice(0, MOST_REMEMBERED);
      if (await ledger.saveDurations(key, { version, past: newestFirst })) return;
    }
  } catch (error) {
    log.warn('duration not remembered', { restoreId: id, error: error instanceof Error ? error.name : '' });
  }
}
