/** What the simulated Atlas knows. Everything here is plain JSON, because the data file is this and nothing else. */
import type { Family } from '../../../lib/atlas/operations.ts';
import type { ScramCredential } from '../mongo-server/scram.ts';
import type { Fault } from './faults/fault.ts';

export interface Project {
  readonly id: string;
  readonly name: string;
  /** Set by its Backup Compliance Policy: how long a snapshot on demand is kept at least. */
  readonly onDemandRetention?: {
    readonly value: number;
    readonly unit: 'days' | 'weeks' | 'months' | 'years';
  };
  /** No credential is a member of it any more: it is not listed, and whatever is asked of it is refused. */
  readonly isShutOut?: boolean;
}

export type Topology = 'replicaSet' | 'shardedCluster';

export interface Deployment {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  /** The kind it was made as. After the switch-off of January 2026, serverless and tenant behave as Flex. */
  readonly family: Family;
  readonly createdAt: number;
  readonly mongoDBVersion: string;
  readonly topology: Topology;
  readonly shards: number;
  readonly configServerType: 'EMBEDDED' | 'DEDICATED';
  readonly instanceSize: string;
  readonly diskSizeGB: number;
  readonly region: string;
  /** `atlas-72ck1q`: Atlas names a target's replica sets in `targetDeploymentItemName`. */
  readonly replicaSetPrefix: string;
  readonly hostSuffix: string;
  readonly backupEnabled: boolean;
  readonly pitEnabled: boolean;
  readonly restoreWindowDays: number;
  readonly encryptionAtRestProvider: 'NONE' | 'AWS' | 'AZURE' | 'GCP';
  readonly paused: boolean;
  readonly terminationProtectionEnabled: boolean;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  /** Of one that was made by a call: when it is IDLE, and when its deletion was asked for. */
  readonly readyAt?: number;
  readonly deleteRequestedAt?: number;
  /** Set by a test to a state that no job explains, such as `REPAIRING`. */
  readonly stateName?: string;
}

export interface Snapshot {
  readonly id: string;
  readonly projectId: string;
  readonly deployment: string;
  readonly snapshotType: 'scheduled' | 'onDemand' | 'fallback';
  /** Recorded answers hold `ondemand`, which Atlas' document does not list. */
  readonly frequencyType: 'hourly' | 'daily' | 'weekly' | 'monthly' | 'yearly' | 'ondemand';
  readonly requestedAt: number;
  readonly takesMs: number;
  readonly outcome: 'completes' | 'fails';
  readonly retentionMs: number;
  readonly mongoDBVersion: string;
  readonly storageSizeBytes: number;
  readonly description?: string;
  /** The source's shape at that moment: a snapshot of before a reshaping does not fit afterwards. */
  readonly topology: Topology;
  readonly shards: number;
  readonly configServerType: 'EMBEDDED' | 'DEDICATED';
  readonly encryptionAtRestProvider: Deployment['encryptionAtRestProvider'];
  /** One a shard; empty for a replica set. */
  readonly members: readonly { readonly id: string; readonly replicaSetName: string }[];
}

export interface JobTarget {
  readonly projectId: string;
  readonly name: string;
  readonly itemName: string;
}

/** What will become of a job; its state is a pure function of this and the clock. */
export interface JobPlan {
  readonly startsAfterMs: number;
  readonly takesMs: number;
  readonly ending: 'succeeds' | 'fails' | 'cancelled' | 'never';
}

export interface Job {
  readonly id: string;
  readonly number: number;
  /** The family of the path it was created at. */
  readonly family: Family;
  readonly projectId: string;
  readonly source: string;
  readonly delivery: 'automated' | 'pointInTime' | 'download';
  readonly snapshotId?: string;
  readonly snapshotAt?: number;
  readonly pointInTime?: {
    readonly pointInTimeUTCSeconds?: number;
    readonly oplogTs?: number;
    readonly oplogInc?: number;
  };
  /** Absent for a download. */
  readonly target?: JobTarget;
  /** Replica sets of a sharded source; empty otherwise. */
  readonly components: readonly string[];
  readonly createdAt: number;
  readonly plan: JobPlan;
  readonly cancelledAt?: number;
  /** A fault keeps it out of lists until then. */
  readonly hiddenUntil?: number;
  /** By a fault: it ends well, and these collections come back without a document. */
  readonly empties?: readonly string[];
}

/** One collection of a collection restore, and what will become of it. */
export interface CollectionPart {
  readonly source: string;
  readonly target: string;
  /** Its name on the target after suffixes and renaming. */
  readonly effective: string;
  readonly documents: number;
  readonly fate: 'restored' | 'notFound' | 'unsupported';
  /** A collection of that name was there, and is replaced. */
  readonly overwrites: boolean;
}

interface RestoreNamespace {
  readonly sourceNamespace: string;
  readonly targetNamespace: string;
}

export interface CollectionJob {
  readonly id: string;
  readonly projectId: string;
  readonly source: string;
  /** One of the two. */
  readonly snapshotId?: string;
  readonly pointInTime?: {
    readonly pointInTimeUtcSeconds?: number;
    readonly oplogTs?: number;
    readonly oplogInc?: number;
  };
  readonly target: Pick<JobTarget, 'projectId' | 'name'>;
  readonly writeStrategy: 'CREATE_NEW' | 'OVERWRITE_EXISTING';
  readonly indexStrategy: 'ALL' | 'NONE' | 'ALL_EXCEPT_TTL';
  readonly collections: readonly RestoreNamespace[];
  readonly databases: readonly RestoreNamespace[];
  readonly collectionSuffix: string;
  readonly databaseSuffix: string;
  readonly parts: readonly CollectionPart[];
  readonly createdAt: number;
  readonly plan: JobPlan;
  readonly hiddenUntil?: number;
}

export interface IssuedToken {
  /** SHA-256 of the token: the data file holds nothing that opens anything. */
  readonly hash: string;
  readonly clientId: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** A user of a project's databases. Gone after `deleteAfter`, as Atlas removes it by itself. */
export interface DatabaseUser {
  readonly projectId: string;
  readonly databaseName: string;
  readonly username: string;
  /** Not the password: the data file holds nothing that opens anything. */
  readonly credential?: ScramCredential;
  readonly roles: readonly { readonly roleName: string; readonly databaseName: string }[];
  /** Clusters that it may reach; none: all of the project. */
  readonly scopes: readonly { readonly name: string; readonly type: string }[];
  readonly deleteAfter?: number;
  readonly createdAt: number;
}

export interface CustomRole {
  readonly projectId: string;
  readonly roleName: string;
  readonly actions: readonly string[];
}

/** Who may connect to a project's clusters. */
export interface AccessEntry {
  readonly projectId: string;
  /** With its length: `203.0.113.7/32`. */
  readonly cidrBlock: string;
  readonly ipAddress?: string;
  readonly comment?: string;
  readonly deleteAfter?: number;
  readonly createdAt: number;
}

/** The content of the data file. */
export interface Data {
  readonly format: 1;
  readonly startedAt: number;
  readonly historyLength: number;
  /** When this was written, by the simulated clock and by the machine's: what a later start continues from. */
  saved: { at: number; wall: number };
  legacySwitchedOff: boolean;
  projects: Project[];
  deployments: Deployment[];
  snapshots: Snapshot[];
  jobs: Job[];
  collectionJobs: CollectionJob[];
  databaseUsers: DatabaseUser[];
  customRoles: CustomRole[];
  accessList: AccessEntry[];
  faults: Fault[];
  tokens: IssuedToken[];
  counters: { ids: number; jobs: number; faults: number; requests: Record<string, number> };
}
