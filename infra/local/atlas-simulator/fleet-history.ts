/** Restore jobs of before the start, so that lists have content: a function of the start and of how many, stored nowhere. */
import { SOURCES } from './fleet.ts';
import { planFor } from './jobs/durations.ts';
import type { Deployment, Job } from './model.ts';
import { objectId } from './object-id.ts';
import { DAY, HOUR, MINUTE, wholeSecond } from './time.ts';

/** One in so many failed. */
const FAILING = 10;
/** The newest finished long before anybody asks. */
const NEWEST_AGO_MS = 9 * HOUR;
const APART_MS = 8 * HOUR;

/** `length` jobs a source, newest first, onto targets that were deleted since. */
export function fleetHistory(startedAt: number, length: number): Job[] {
  return SOURCES.flatMap((source) => Array.from({ length }, (_, index) => pastJob(source, startedAt, index)));
}

function pastJob(source: Deployment, startedAt: number, index: number): Job {
  const createdAt = wholeSecond(startedAt - NEWEST_AGO_MS - index * APART_MS);
  const plan = planFor(source.family, 'automated', index + 1);
  const day = new Date(createdAt).toISOString().slice(0, 10);
  const snapshotAt = wholeSecond(createdAt - DAY);
  return {
    id: objectId(createdAt, `history/${source.name}`, index),
    number: 0,
    family: source.family,
    projectId: source.projectId,
    source: source.name,
    delivery: 'automated',
    snapshotId: objectId(snapshotAt - 3 * MINUTE, `history/${source.name}/snapshot`, index),
    snapshotAt,
    target: { projectId: source.projectId, name: `restored-${day}`, itemName: `atlas-gone${index % 100}` },
    components: source.topology === 'shardedCluster' ? ['shard-0', 'shard-1'] : [],
    createdAt,
    plan: { ...plan, ending: index % FAILING === FAILING - 1 ? 'fails' : 'succeeds' },
  };
}
