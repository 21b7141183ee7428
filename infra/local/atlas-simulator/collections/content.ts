/** What a deployment holds at a moment: its own collections, or those of what was restored onto it since. */
import { type Collection, fleetCollections, namespaceOf } from '../fleet-namespaces.ts';
import { hasWiped, jobAt } from '../jobs/lifecycle.ts';
import type { CollectionPart, Deployment, Job } from '../model.ts';
import { SECOND } from '../time.ts';
import { collectionJobsOnto, jobsOnto, type World } from '../world.ts';
import { collectionJobAt } from './lifecycle.ts';

type Place = Pick<Deployment, 'projectId' | 'name'>;

/** In alphabetical order of namespaces. */
export function contentOf(world: World, place: Place, at: number): readonly Collection[] {
  const { collections, since } = base(world, place, at);
  const content = new Map(collections.map((one) => [namespaceOf(one), one]));
  for (const job of collectionJobsOnto(world, place)) {
    const { state, endedAt = 0 } = collectionJobAt(job, at);
    if (state !== 'SUCCESSFUL' || endedAt < since) continue;
    for (const part of job.parts)
      if (part.fate === 'restored') content.set(part.effective, { ...collection(part), asOf: job.createdAt });
  }
  return [...content.values()].sort((a, b) => (namespaceOf(a) < namespaceOf(b) ? -1 : 1));
}

interface Base {
  readonly collections: readonly Collection[];
  readonly since: number;
}

/**
 * A restore replaces everything by what its source held at its moment, which is always longer ago. While it runs, and
 * after it failed, there is nothing.
 */
function base(world: World, place: Place, at: number): Base {
  const last = jobsOnto(world, place)
    .filter((job) => hasWiped(job, at))
    .at(-1);
  if (last === undefined)
    return { collections: fleetCollections(place).map((one) => ({ ...one, asOf: at })), since: 0 };
  const { phase, endedAt } = jobAt(last, at);
  const source = { projectId: last.projectId, name: last.source };
  return {
    collections: phase === 'succeeded' ? emptied(last, contentOf(world, source, momentOf(last))) : [],
    since: endedAt ?? at,
  };
}

function emptied({ empties = [] }: Job, content: readonly Collection[]): readonly Collection[] {
  return content.map((one) => (empties.includes(namespaceOf(one)) ? { ...one, documents: 0 } : one));
}

function momentOf({ pointInTime, snapshotAt, createdAt }: Job): number {
  const seconds = pointInTime?.pointInTimeUTCSeconds ?? pointInTime?.oplogTs;
  return seconds === undefined ? (snapshotAt ?? createdAt) : seconds * SECOND;
}

function collection({ effective, documents }: CollectionPart): Collection {
  const [database = '', ...rest] = effective.split('.');
  return { database, name: rest.join('.'), documents };
}
