/** The simulated Atlas as one value, and the questions that everything else asks of it. */
import type { Clock } from '../../../lib/clock.ts';
import type { Credentials } from './credentials.ts';
import type { DataEndpoints } from './data-endpoints.ts';
import { snapshotsSince } from './fleet-snapshots.ts';
import type { CollectionJob, Data, Deployment, Job, Project, Snapshot } from './model.ts';
import { objectId } from './object-id.ts';
import { SECOND } from './time.ts';

export interface World {
  readonly clock: Clock;
  readonly data: Data;
  /** Jobs of before the start: computed, never stored, never counted as wipes. Newest first. */
  readonly history: readonly Job[];
  /** Host of the links in answers; known for certain only once the simulator listens. */
  linkBase: string;
  readonly strictVersionDates: boolean;
  credentials: Credentials;
  /** Where deployments can be read. Absent: nothing listens there. */
  endpoints?: DataEndpoints;
  /** Must be called after a change and before it is acknowledged. */
  save(): void;
}

export function nowOf(world: World): number {
  return world.clock.now().getTime();
}

export function findProject(world: World, id: string): Project | undefined {
  return world.data.projects.find((project) => project.id === id);
}

export function findDeployment(world: World, projectId: string, name: string): Deployment | undefined {
  return world.data.deployments.find(
    (one) => one.projectId === projectId && one.name === name && !isGone(one, nowOf(world)),
  );
}

/** Recorded: a dedicated cluster is gone two minutes after its deletion was asked for, a Flex cluster after 45 s. */
export function isGone({ family, deleteRequestedAt }: Deployment, now: number): boolean {
  if (deleteRequestedAt === undefined) return false;
  return now >= deleteRequestedAt + (family === 'flex' ? 45 : 120) * SECOND;
}

/** All restore jobs of a source, newest first, as Atlas lists them. */
export function jobsOf(world: World, source: Deployment): Job[] {
  const isIts = (job: Job) => job.projectId === source.projectId && job.source === source.name;
  return [...world.data.jobs.filter(isIts).reverse(), ...world.history.filter(isIts)];
}

type Place = Pick<Deployment, 'projectId' | 'name'>;

/** Jobs made by calls that overwrite this deployment, oldest first; not those onto one of that name before it. */
export function jobsOnto(world: World, target: Place): Job[] {
  const since = findDeployment(world, target.projectId, target.name)?.createdAt ?? 0;
  return world.data.jobs.filter(
    (job) =>
      job.target?.projectId === target.projectId && job.target.name === target.name && job.createdAt >= since,
  );
}

/** Collection restores of a source, newest first. */
export function collectionJobsOf(world: World, source: Place): CollectionJob[] {
  return world.data.collectionJobs
    .filter((job) => job.projectId === source.projectId && job.source === source.name)
    .reverse();
}

/** Collection restores onto a deployment, oldest first. */
export function collectionJobsOnto(world: World, target: Place): CollectionJob[] {
  return world.data.collectionJobs.filter(
    (job) => job.target.projectId === target.projectId && job.target.name === target.name,
  );
}

export function snapshotsOf(world: World, source: Deployment): Snapshot[] {
  const stored = world.data.snapshots.filter(
    (one) => one.projectId === source.projectId && one.deployment === source.name,
  );
  return [...stored, ...snapshotsSince(world.data.startedAt, nowOf(world), source)];
}

/** The caller saves: an id is only ever made for something that is stored with it. */
export function newObjectId(world: World, atMs: number): string {
  world.data.counters.ids += 1;
  return objectId(atMs, 'atlas-simulator', world.data.counters.ids);
}
