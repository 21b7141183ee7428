/** The families by name, and which of them a deployment belongs to. */
import type { AtlasClient } from '../atlas/client.ts';
import { AtlasError } from '../atlas/errors.ts';
import type { Family } from '../atlas/operations.ts';
import { clusterFamily } from './families/cluster.ts';
import { collectionJobs } from './families/collections.ts';
import type { DeploymentFacts, JobOperations, Place, RestoreFamily } from './families/family.ts';
import { flexFamily } from './families/flex.ts';
import { serverlessFamily } from './families/serverless.ts';
import { tenantFamily } from './families/tenant.ts';
import type { RestoreRecord } from './record.ts';

export const families: Readonly<Record<Family, RestoreFamily>> = {
  cluster: clusterFamily,
  flex: flexFamily,
  serverless: serverlessFamily,
  tenant: tenantFamily,
};

/** Whole restores are the family's jobs; those of single collections are jobs of their own. */
export function jobsOf({
  source,
  collections,
}: Pick<RestoreRecord, 'source' | 'collections'>): JobOperations {
  return collections === undefined ? families[source.family] : collectionJobs;
}

/** Atlas tells a deployment's family by refusing it: the same codes that the Atlas CLI goes by. */
const OTHER_FAMILY: Readonly<Record<string, Family>> = {
  CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API: 'flex',
  CANNOT_USE_SERVERLESS_INSTANCE_IN_CLUSTER_API: 'serverless',
};

/** Reads a deployment whose family may be unknown. Throws what Atlas answers when there is none. */
export async function findDeployment(
  atlas: AtlasClient,
  place: Place,
  family?: Family,
): Promise<DeploymentFacts> {
  if (family !== undefined) return families[family].deployment(atlas, place);
  try {
    return await families.cluster.deployment(atlas, place);
  } catch (error) {
    const other = error instanceof AtlasError ? OTHER_FAMILY[error.errorCode] : undefined;
    if (other === undefined) throw error;
    return families[other].deployment(atlas, place);
  }
}
