/** What this service asks Atlas beside the operations that it wraps: there is no endpoint of ours for these. */
import * as common from '../schemas/common.ts';
import { compliancePolicy } from '../schemas/compliance-policy.ts';
import * as deployments from '../schemas/deployments.ts';
import * as projects from '../schemas/projects.ts';
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
  /** All that the credential is let into: what coverage is counted over. Of no family, and of no project. */
  listProjects: {
    family: 'cluster',
    resource: 'projects',
    method: 'GET',
    path: '/api/atlas/v2/groups',
    versions: [{ date: '2023-01-01' }],
    query: common.pagedQuery,
    response: projects.projectPage,
    success: 200,
    roles: READ_ONLY,
  },
  /** What there is in a project, and which of it carries a tag. */
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
