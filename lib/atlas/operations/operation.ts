/** What a row of the operations table says, and the pieces that rows share. */
import type * as z from 'zod/mini';

export type Family = 'cluster' | 'flex' | 'serverless' | 'tenant';
export const FAMILIES = ['cluster', 'flex', 'serverless', 'tenant'] as const satisfies readonly Family[];

/** One published version of an operation. */
export interface MediaVersion {
  /** `YYYY-MM-DD`, the date in `application/vnd.atlas.<date>+json`. */
  readonly date: string;
  /** HTTP dates as Atlas sends them while an old version is still served. */
  readonly deprecation?: string;
  readonly sunset?: string;
}

export interface Operation {
  readonly family: Family;
  /** Which rate-limit bucket Atlas counts it in, and which resource it is about. */
  readonly resource:
    | 'restoreJobs'
    | 'collectionRestoreJobs'
    | 'snapshots'
    | 'deployment'
    | 'schedule'
    | 'compliancePolicy'
    | 'databaseUsers'
    | 'accessList'
    | 'projects';
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Path template; parameters in braces, checked by `pathParameters`. */
  readonly path: string;
  /** Oldest first; the client sends the newest. Empty: an unversioned v1.0 path, plain `application/json`. */
  readonly versions: readonly MediaVersion[];
  readonly query: z.ZodMiniType;
  readonly body?: z.ZodMiniType;
  /** Absent: the answer has no body (204). */
  readonly response?: z.ZodMiniType;
  readonly success: 200 | 201 | 202 | 204;
  /** Project roles, any of which suffices. */
  readonly roles: readonly string[];
  /** Calendar date on which Atlas switched the whole endpoint off. */
  readonly switchedOff?: string;
}

/** A create that is followed as a restore. */
export const makesRestore = ({ method, resource }: Operation): boolean =>
  method === 'POST' && (resource === 'restoreJobs' || resource === 'collectionRestoreJobs');

export const cancelsRestore = ({ method, resource }: Operation): boolean =>
  method === 'DELETE' && resource === 'restoreJobs';

/** What touches the record of a restore: Atlas' other operations pass through. */
export const isFollowed = (row: Operation): boolean => makesRestore(row) || cancelsRestore(row);

/** Everything below a project; v1.0 is the unversioned interface, which tenants have beside v2. */
export const V2_PROJECT = '/api/atlas/v2/groups/{groupId}';
export const V1_PROJECT = '/api/atlas/v1.0/groups/{groupId}';

export const CLUSTER = `${V2_PROJECT}/clusters/{clusterName}`;

export const READ_ONLY = ['Project Read Only'] as const;
export const OWNER = ['Project Owner'] as const;
export const BACKUP_MANAGER = ['Project Backup Manager'] as const;
