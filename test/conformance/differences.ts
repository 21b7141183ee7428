/**
 * Where our schemas differ from Atlas' document, each with its reason; the tests find any other. Where Atlas is recorded
 * to answer otherwise than its document says is in `../support/openapi.ts`.
 */

/** Fields of answers that the document lets Atlas leave out, and without which we do not take them. */
export const INSISTED_ON: readonly { schemas: readonly string[]; field: string; why: string }[] = [
  {
    schemas: [
      'DiskBackupSnapshotRestoreJob',
      'ServerlessBackupRestoreJob',
      'FlexBackupRestoreJob20241113',
      'TenantRestore',
      'ApiAtlasCollectionRestoreJobResponse',
    ],
    field: 'id',
    why: 'Each recorded job has one, and a job without it could not be followed.',
  },
  {
    schemas: [
      'DiskBackupSnapshot',
      'DiskBackupReplicaSet',
      'DiskBackupShardedClusterSnapshot',
      'FlexBackupSnapshot20241113',
      'ServerlessBackupSnapshot',
      'TenantSnapshot',
    ],
    field: 'id',
    why: 'Each recorded snapshot has one, and one without it could not be restored.',
  },
  {
    schemas: [
      'ClusterDescription20240805',
      'FlexClusterDescription20241113',
      'ServerlessInstanceDescription',
    ],
    field: 'name',
    why: 'Each recorded cluster has one, and without it any JSON from elsewhere would pass for a deployment.',
  },
  {
    schemas: ['ApiAtlasCollectionRestoreCollectionStateResponse'],
    field: 'sourceNamespace',
    why: 'It has no id: without this nobody could say which collection it is about.',
  },
  {
    schemas: ['PaginatedTenantRestore', 'PaginatedTenantSnapshot'],
    field: 'results',
    why: 'Required of every other page, and without it any JSON would pass for "Atlas has no such job".',
  },
];

/** Of requests: the document has no place for them. */
export const READ_ONLY_IS_TOLERATED = 'The Atlas CLI sends such a field, and Atlas is recorded to ignore it';

interface ParameterDifference {
  readonly params: readonly string[];
  readonly texts: readonly string[];
  readonly why: string;
}

/** Texts of path parameters that the document allows and we refuse. */
export const PATH_DIFFERENCES: readonly ParameterDifference[] = [
  {
    params: ['databaseName', 'collectionName', 'sourceNamespace'],
    texts: ['', '.', '..'],
    why: 'A URL cannot carry them as a segment, and nothing in a database is called like that.',
  },
];

/** Texts of query parameters that the document allows and we refuse. */
export const QUERY_DIFFERENCES: readonly ParameterDifference[] = [
  {
    params: ['pageNum'],
    texts: ['2147483648', '9223372036854775807', '9223372036854775808', '99999999999999999999'],
    why: 'The document has no limit, but Atlas counts entries in 32 bits: there is no such page.',
  },
  {
    params: ['pointInTimeUtcSeconds', 'oplogTs', 'oplogInc'],
    texts: ['-1'],
    why: 'There are no snapshots of before 1970, and no oplog entry has such a number.',
  },
];

/**
 * The document of June 2025 gave the shared tier's restores and downloads one body, which required a target. A download
 * has none: as for Flex clusters, which took over from the shared tier, its snapshot says all (`TenantDownload` in
 * `lost-operations.ts`).
 */
