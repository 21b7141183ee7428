/** Names in a snapshot, and restores of single databases and collections. */
import * as z from 'zod/mini';
import { alwaysCountedQuery, int32, links, objectId, page } from './common.ts';
import { optionalId, optionalInt, optionalText, optionalTime } from './optional.ts';

/** A database of a snapshot, or a collection: its name is all that Atlas tells of it. */
export const named = z.looseObject({ name: z.string(), links });
export type Named = z.infer<typeof named>;
export const namedPage = page(named);

/** Atlas takes at most so many collections, and as many databases, in one job. */
const MOST_NAMESPACES = 100;

/** `db` or `db.collection`. Without a target it goes where it came from. */
const wantedNamespace = z.strictObject({
  sourceNamespace: z.string(),
  targetNamespace: optionalText,
});
const wantedNamespaces = z.optional(z.array(wantedNamespace).check(z.maxLength(MOST_NAMESPACES)));

/** Mind `pointInTimeUtcSeconds`: the same field of a whole restore is written `UTC`. */
export const collectionRestoreJobCreate = z.strictObject({
  targetGroupId: objectId,
  targetClusterName: z.string(),
  writeStrategy: z.enum(['CREATE_NEW', 'OVERWRITE_EXISTING']),
  indexStrategy: z.enum(['ALL', 'NONE', 'ALL_EXCEPT_TTL']),
  snapshotId: optionalId,
  pointInTimeUtcSeconds: z.nullish(int32),
  oplogTs: z.nullish(int32),
  oplogInc: z.nullish(int32),
  collections: wantedNamespaces,
  databases: wantedNamespaces,
  collectionSuffix: z.nullish(z.string()),
  databaseSuffix: z.nullish(z.string()),
});

const answeredNamespaces = z.optional(
  z.array(z.looseObject({ sourceNamespace: z.string(), targetNamespace: optionalText })),
);

export const collectionRestoreJob = z.looseObject({
  id: objectId,
  state: optionalText,
  createdAt: optionalTime,
  finishedAt: optionalTime,
  errorMessage: optionalText,
  snapshotId: optionalId,
  pointInTimeUtcSeconds: optionalInt,
  oplogTs: optionalInt,
  oplogInc: optionalInt,
  targetGroupId: optionalId,
  targetClusterName: optionalText,
  writeStrategy: optionalText,
  indexStrategy: optionalText,
  collections: answeredNamespaces,
  databases: answeredNamespaces,
  collectionSuffix: optionalText,
  databaseSuffix: optionalText,
  restoredDocuments: optionalInt,
  totalDocuments: optionalInt,
  indexStatus: z.optional(z.looseObject({ state: optionalText, failedCollectionCount: optionalInt })),
});
export type CollectionRestoreJob = z.infer<typeof collectionRestoreJob>;
export const collectionRestoreJobPage = page(collectionRestoreJob);

/** One collection of a job. `effectiveTargetNamespace` is its name on the target after suffixes and renaming. */
export const restoredCollection = z.looseObject({
  sourceNamespace: z.string(),
  state: optionalText,
  targetNamespace: optionalText,
  effectiveTargetNamespace: optionalText,
  restoredDocuments: optionalInt,
  totalDocuments: optionalInt,
  indexStatus: z.optional(
    z.looseObject({
      state: optionalText,
      errorMessage: optionalText,
      failedIndexes: z.optional(z.array(z.looseObject({}))),
    }),
  ),
});
export type RestoredCollection = z.infer<typeof restoredCollection>;
export const restoredCollectionPage = page(restoredCollection);

const COLLECTION_STATES = [
  'NOT_STARTED',
  'IN_PROGRESS',
  'FINALIZING',
  'NOT_FOUND',
  'UNSUPPORTED',
  'SUCCESSFUL',
  'ROLLBACK',
  'NOT_RESTORED',
  'FAILED',
  'INDEX_BUILD_FAILED',
] as const;
export type CollectionState = (typeof COLLECTION_STATES)[number];

/** Filters compare whole namespaces. */
export const restoredCollectionsQuery = z.extend(alwaysCountedQuery, {
  state: z.optional(z.enum(COLLECTION_STATES)),
  sourceNamespace: optionalText,
  targetNamespace: optionalText,
});
