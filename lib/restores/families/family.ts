/** What a restore needs of a family of deployments, in words that all families share. */
import type { AtlasAnswer, AtlasClient, CallOptions } from '../../atlas/client.ts';
import type { BodyOf, Family } from '../../atlas/operations.ts';
import type { JobState } from '../lifecycle.ts';

/** Where a deployment is. */
export interface Place {
  readonly projectId: string;
  readonly name: string;
}

/** What is asked of Atlas: exactly one of snapshot, point in time and oplog entry. */
export interface JobOrder {
  readonly delivery: 'restore' | 'download';
  readonly snapshotId?: string;
  readonly pointInTimeSeconds?: number;
  readonly oplog?: { readonly ts: number; readonly inc: number };
  /** Absent for a download. */
  readonly target?: Place;
  /** Only these are restored, and the target stays what it is otherwise. */
  readonly collections?: CollectionOrder;
}

/** Which databases and collections, and how they are written, in Atlas' own words. */
export type CollectionOrder = Pick<
  BodyOf<'createCollectionRestoreJob'>,
  'writeStrategy' | 'indexStrategy' | 'collections' | 'databases' | 'collectionSuffix' | 'databaseSuffix'
>;

export interface Job {
  readonly id: string;
  readonly state: JobState;
  /** Links of a ready download: secrets, never stored and never logged. */
  readonly downloadUrls: readonly string[];
  /** Every field that Atlas echoes is equal to the order's. */
  matches(order: JobOrder): boolean;
}

export interface Snapshot {
  readonly id: string;
  /** When its data is of; absent while it is being taken. */
  readonly createdAt?: string;
  readonly expiresAt?: string;
  readonly completed: boolean;
  /** It never will be. */
  readonly failed?: boolean;
  /** Taken by Atlas as a stopgap after a failure: never chosen by itself. */
  readonly fallback: boolean;
  readonly description?: string;
  readonly mongoDBVersion?: string;
  readonly sizeBytes?: number;
  /** Sharded clusters: how many shards it holds. */
  readonly shards?: number;
  readonly configServerType?: string;
}

/** What is known of a deployment; what Atlas does not tell is absent. */
export interface DeploymentFacts {
  readonly family: Family;
  readonly id?: string;
  readonly state?: string;
  readonly paused: boolean;
  readonly sharded: boolean;
  readonly shards?: number;
  readonly mongoDBVersion?: string;
  /** Instance size: `M10`. */
  readonly size?: string;
  readonly diskBytes?: number;
  readonly encryptionProvider?: string;
  readonly configServerType?: string;
  readonly backups: boolean;
  readonly pointInTime: boolean;
  readonly terminationProtected: boolean;
  readonly createdAt?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface JobPage {
  readonly jobs: readonly Job[];
  /** Atlas' clock when it answered. */
  readonly date: Date;
}

/** What Atlas said to the POST, beside the job that it made. */
export interface MadeJob {
  readonly job: Job;
  readonly answer: AtlasAnswer<unknown>;
}

/** How a kind of job is made, listed and read. */
export interface JobOperations {
  /** Pages of the source's jobs in Atlas' order, at least one. */
  jobPages(atlas: AtlasClient, source: Place): AsyncIterable<JobPage>;
  job(atlas: AtlasClient, source: Place, jobId: string, now: Date): Promise<Job>;
  /** The job's document as Atlas sends it. */
  jobAnswer(atlas: AtlasClient, source: Place, jobId: string): Promise<AtlasAnswer<unknown>>;
  createJob(atlas: AtlasClient, source: Place, order: JobOrder, options: CallOptions): Promise<MadeJob>;
  /** Absent where Atlas has no such operation. */
  cancelJob?(atlas: AtlasClient, source: Place, jobId: string): Promise<void>;
}

export interface RestoreFamily extends JobOperations {
  deployment(atlas: AtlasClient, place: Place): Promise<DeploymentFacts>;
  snapshots(atlas: AtlasClient, place: Place, sharded: boolean): AsyncIterable<Snapshot>;
  snapshot(atlas: AtlasClient, place: Place, snapshotId: string, sharded: boolean): Promise<Snapshot>;
  /** On demand; absent where Atlas has no such operation. */
  takeSnapshot?(atlas: AtlasClient, place: Place, order: SnapshotOrder): Promise<Snapshot>;
}

export interface SnapshotOrder {
  readonly description: string;
  readonly retentionDays: number;
}
