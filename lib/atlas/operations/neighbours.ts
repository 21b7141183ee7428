/** What this service asks Atlas beside the operations that it wraps: there is no endpoint of ours for these. */
import * as common from '../schemas/common.ts';
import { compliancePolicy } from '../schemas/compliance-policy.ts';
import * as deployments from '../schemas/deployments.ts';
import { type Operation, OWNER, READ_ONLY, V2_PROJECT } from './operation.ts';

export const neighbourOperations = {
  /** Not in the published subset of Atlas' document that the tests hold: a project without a policy answers `{}`. */
  getBackupCompliancePolicy: {
    family: 'cluster',
    resource: 'compliancePolicy',
    method: 'GET',
    path: `${V2_PROJECT}/backupCompliancePolicy`,
    versions: [{ date: '2023-10-01' }],
    query: common.singleQuery,
    response: compliancePolicy,
    success: 200,
    roles: OWNER,
  },
  /** Which deployments of a project carry a tag. */
  listClusters: {
    family: 'cluster',
    resource: 'deployment',
    method: 'GET',
    path: `${V2_PROJECT}/clusters`,
    versions: [{ date: '2024-08-05' }],
    query: common.pagedQuery,
    response: deployments.clusterPage,
    success: 200,
    roles: READ_ONLY,
  },
  listFlexClusters: {
    family: 'flex',
    resource: 'deployment',
    method: 'GET',
    path: `${V2_PROJECT}/flexClusters`,
    versions: [{ date: '2024-11-13' }],
    query: common.pagedQuery,
    response: deployments.flexClusterPage,
    success: 200,
    roles: READ_ONLY,
  },
} as const satisfies Record<string, Operation>;
