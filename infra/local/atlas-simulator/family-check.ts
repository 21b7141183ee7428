/** Each interface refuses deployments of other kinds, with 400 and not 404: clients learn the kind from it. */
import type { Operation } from '../../../lib/atlas/operations.ts';
import { familyNow } from './deployments/state.ts';
import { Refusal } from './errors.ts';
import { deploymentPath } from './links.ts';
import type { Deployment } from './model.ts';
import type { World } from './world.ts';

export function checkFamily(world: World, row: Operation, deployment: Deployment): void {
  const family = familyNow(world, deployment);
  if (family === row.family) return;
  const { name } = deployment;
  if (row.family === 'flex') throw new Refusal('CANNOT_USE_NON_FLEX_CLUSTER_IN_FLEX_API', [name]);
  if (row.family === 'serverless') throw new Refusal('CANNOT_USE_CLUSTER_IN_SERVERLESS_INSTANCE_API', [name]);
  if (family === 'flex') throw new Refusal('CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API', [name]);
  if (family === 'serverless') throw new Refusal('CANNOT_USE_SERVERLESS_INSTANCE_IN_CLUSTER_API', [name]);
  // What is left: dedicated and shared clusters share a path. A shared one can be looked at there, not backed up.
  if (family === 'tenant' && row.resource === 'deployment') return;
  if (family === 'tenant') throw new Refusal('PROVIDER_BACKUP_NOT_SUPPORTED', [name]);
  const right = `${deploymentPath(deployment)}/backup/${row.resource}`;
  throw new Refusal('INCORRECT_BACKUP_API_ENDPOINT', [right]);
}
