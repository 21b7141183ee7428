/** What this service asks Atlas beside the operations that it wraps: there is no endpoint of ours for these. */
import * as common from '../schemas/common.ts';
import { compliancePolicy } from '../schemas/compliance-policy.ts';
import { type Operation, OWNER, V2_PROJECT } from './operation.ts';

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
} as const satisfies Record<string, Operation>;
