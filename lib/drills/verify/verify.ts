/** One slice of a verification: connects, looks on, and says what it means when all is seen or the time is up. */
import type { Clock } from '../../clock.ts';
import type { Log } from '../../log.ts';
import type { CheckResult } from '../check-result.ts';
import { CHECK_IDS } from '../check-result.ts';
import type { ChecksConfig } from '../checks/config.ts';
import { judge, type RestoredFacts } from '../checks/judge.ts';
import { fail, inconclusive, notRun, pass } from '../checks/result.ts';
import { NOTHING_SEEN, observationOf, readSlice, type SliceState } from './slice.ts';
import {
  connectTarget,
  isNotPermitted,
  nameOf,
  SELECTION_MS,
  type TargetAccess,
  troubleOf,
} from './target.ts';

export interface Verification {
  readonly access: TargetAccess;
  readonly config: ChecksConfig;
  readonly facts: RestoredFacts;
  /** What the slice before has left. */
  readonly state?: SliceState;
  /** ms of the clock: when this slice ends, and when the whole verification does. */
  readonly sliceEndsAt: number;
  readonly endsAt: number;
}

/** A handshake with TLS takes some tens of ms. */
const LEAST_SELECTION_MS = 250;

export type Verified =
  | { readonly done: false; readonly state: SliceState }
  | { readonly done: true; readonly state: SliceState; readonly results: readonly CheckResult[] };

export async function verify(
  { clock, log }: { readonly clock: Clock; readonly log: Log },
  { access, config, facts, state = NOTHING_SEEN, sliceEndsAt, endsAt }: Verification,
): Promise<Verified> {
  const deadline = Math.min(sliceEndsAt, endsAt);
  const leftMs = Math.max(LEAST_SELECTION_MS, deadline - clock.now().getTime());
  const client = connectTarget(access, clock.limit(Math.min(SELECTION_MS, leftMs)).timerMs);
  let seen = state;
  try {
    const keep = (so: SliceState) => {
      seen = so;
    };
    seen = await readSlice(state, { client, config, clock, deadline, keep });
    if (!seen.isDone && clock.now().getTime() < endsAt) return { done: false, state: seen };
  } catch (error) {
    log.warn('the target was not read', nameOf(error));
    if (isNotPermitted(error)) return { done: true, state: seen, results: notPermitted() };
    seen = { ...seen, trouble: troubleOf(error) };
    // A node that was just made, a user that is not everywhere yet: until the time is up it is tried again.
    if (clock.now().getTime() < endsAt) return { done: false, state: seen };
  } finally {
    await client.close();
  }
  return { done: true, state: seen, results: resultsOf(seen, config, facts) };
}

function resultsOf(state: SliceState, config: ChecksConfig, facts: RestoredFacts): readonly CheckResult[] {
  const { version, namespaces, collections, isDone } = state;
  if (version === undefined) return unreachable(state);
  const observation = observationOf(state, version);
  const results = [pass('reachable'), ...judge(observation, config, facts)];
  if (isDone) return results;
  const isCounted = namespaces !== undefined && collections.length === namespaces.length;
  return results.map((one) => (isDecided(one, isCounted, state) ? one : outOfTime(one)));
}

/** Whether all was seen that it goes by. */
function isDecided(
  { id, subject }: CheckResult,
  isCounted: boolean,
  { newest, assertions }: SliceState,
): boolean {
  switch (id) {
    case 'reachable':
    case 'server-version':
      return true;
    case 'newest-document':
      return newest.some(({ namespace, field }) => subject === (field ? `${namespace} ${field}` : namespace));
    case 'query-assertion':
      return assertions.some(({ name }) => name === subject);
    case 'validate':
      return false;
    default:
      return isCounted;
  }
}

const outOfTime = ({ id, required, subject }: CheckResult): CheckResult =>
  inconclusive(id, 'OUT_OF_TIME', { required, ...(subject !== undefined && { subject }) });

/** Checks that read the target. */
const READING = CHECK_IDS.slice(CHECK_IDS.indexOf('server-version'));

/** Network and access are ours: that nobody could look says nothing of the backup. A target without a primary is broken. */
function unreachable({ trouble = 'CONNECTION_FAILED' }: SliceState): readonly CheckResult[] {
  const reachable =
    trouble === 'NO_PRIMARY' ? fail('reachable', trouble) : inconclusive('reachable', trouble);
  return [reachable, ...READING.map((id) => notRun(id, 'TARGET_NOT_READ'))];
}

/** It signed in, and may not read: our own role is wrong. */
const notPermitted = (): readonly CheckResult[] => [
  pass('reachable'),
  ...READING.map((id) => notRun(id, 'NOT_PERMITTED')),
];
