/**
 * Every Atlas operation that this project wraps, once (design, decision 1). The client, the simulator and the
 * conformance tests are derived from it: adding an operation is adding a row and its schemas.
 */
import type * as z from 'zod/mini';
import { clusterOperations } from './operations/cluster.ts';
import { collectionOperations } from './operations/collections.ts';
import type { drillTargetOperations } from './operations/drill-targets.ts';
import { flexOperations } from './operations/flex.ts';
import { namespaceOperations } from './operations/namespaces.ts';
import { neighbourOperations } from './operations/neighbours.ts';
import type { Operation } from './operations/operation.ts';
import { serverlessOperations } from './operations/serverless.ts';
import { tenantOperations, tenantV2Operations } from './operations/tenant.ts';
import * as common from './schemas/common.ts';

export { FAMILIES, type Family, type MediaVersion, type Operation } from './operations/operation.ts';

export const operations = {
  ...clusterOperations,
  ...namespaceOperations,
  ...collectionOperations,
  ...flexOperations,
  ...serverlessOperations,
  ...tenantOperations,
  ...tenantV2Operations,
} as const;

export type OperationName = keyof typeof operations;

/** What a client calls unless it is given more: what is wrapped, and its neighbours. */
export const calls = { ...operations, ...neighbourOperations } as const;

/** All that is ever called at Atlas. A client of drills is given the rest of the table (`all-operations.ts`). */
type AllCalls = typeof calls & typeof drillTargetOperations;
export type CallName = keyof AllCalls;
/** Rows by name; a client may have them all or not. */
export type CallTable = Readonly<Partial<Record<CallName, Operation>>>;

type Braced<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Braced<Rest>
  : never;
type RowOf<Name extends CallName> = AllCalls[Name];

/** Path parameters of an operation, by the names in its template. */
export type PathOf<Name extends CallName> = Record<Braced<RowOf<Name>['path']>, string>;
export type BodyOf<Name extends CallName> =
  RowOf<Name> extends { body: infer Schema extends z.ZodMiniType } ? z.input<Schema> : undefined;
export type AnswerOf<Name extends CallName> =
  RowOf<Name> extends { response: infer Schema extends z.ZodMiniType } ? z.output<Schema> : undefined;

/** What each path parameter must look like. */
export const pathParameters: Readonly<Record<string, z.ZodMiniType<string>>> = {
  groupId: common.objectId,
  clusterName: common.deploymentName,
  name: common.deploymentName,
  restoreJobId: common.objectId,
  restoreId: common.objectId,
  snapshotId: common.objectId,
  jobId: common.objectId,
  databaseName: common.namespaceName,
  collectionName: common.namespaceName,
  sourceNamespace: common.namespaceName,
  username: common.namespaceName,
  roleName: common.namespaceName,
  entryValue: common.namespaceName,
};
