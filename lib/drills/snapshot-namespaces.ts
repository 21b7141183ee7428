/** What a snapshot holds, as Atlas lists it (dedicated clusters, 2025-03-12). */
import type { AtlasClient } from '../atlas/client.ts';
import { AtlasError, AtlasUnavailable } from '../atlas/errors.ts';
import type { Log } from '../log.ts';
import type { Place } from '../restores/families/family.ts';

/** Undefined where Atlas does not tell, or does not tell us: then the last verified drill says what should be there. */
export async function namespacesOf(
  { atlas, log }: { readonly atlas: AtlasClient; readonly log: Log },
  { projectId, name }: Place,
  snapshotId: string,
): Promise<readonly string[] | undefined> {
  const path = { groupId: projectId, clusterName: name, snapshotId };
  try {
    const found: string[] = [];
    for await (const { name: databaseName } of atlas.items('listSnapshotDatabases', { path }))
      for await (const { name: collection } of atlas.items('listSnapshotCollections', {
        path: { ...path, databaseName },
      }))
        found.push(`${databaseName}.${collection}`);
    return found;
  } catch (error) {
    if (!(error instanceof AtlasError) || error instanceof AtlasUnavailable) throw error;
    log.info('Atlas does not say what is in the snapshot', { errorCode: error.errorCode });
    return undefined;
  }
}
