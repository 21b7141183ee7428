/** What Atlas says while a restore goes on at the target, or a download of the snapshot: ours, perhaps, or anybody's. */
export const BUSY_AT_ATLAS: ReadonlySet<string> = new Set([
  'ATLAS_CLUSTER_RESTORE_IN_PROGRESS',
  'CANNOT_DOWNLOAD_SNAPSHOT_CONCURRENTLY',
  'TENANT_RESTORE_DESTINATION_UNAVAILABLE',
]);
