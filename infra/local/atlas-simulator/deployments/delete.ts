/** `DELETE …/clusters/{clusterName}` and `…/flexClusters/{name}`: it is seen for a while yet, and then it is not. */
import type { DeploymentCall } from '../call.ts';
import { Refusal } from '../errors.ts';
import { runningRestore } from './state.ts';

export function deleteDeployment({ world, deployment, now }: DeploymentCall): undefined {
  const { id, name } = deployment;
  if (deployment.terminationProtectionEnabled)
    throw new Refusal('CANNOT_TERMINATE_CLUSTER_WHEN_TERMINATION_PROTECTION_ENABLED', [name]);
  if (runningRestore(world, deployment) !== undefined)
    throw new Refusal('CLUSTER_RESTORE_IN_PROGRESS_CANNOT_UPDATE', [name]);
  if (deployment.deleteRequestedAt !== undefined)
    throw new Refusal('CLUSTER_ALREADY_REQUESTED_DELETION', [name]);
  world.data.deployments = world.data.deployments.map((one) =>
    one.id === id ? { ...one, deleteRequestedAt: now } : one,
  );
  world.save();
}

/** Recorded: 202 with an empty object. */
export function deleteCluster(call: DeploymentCall): object {
  deleteDeployment(call);
  return {};
}
