/** `GET …/backupCompliancePolicy`: what it asks of snapshots on demand; `{}` where the project has none. */
import type { Call } from '../call.ts';
import { Refusal } from '../errors.ts';
import type { Project } from '../model.ts';

export function compliancePolicyDocument({ project }: Call): object {
  const { onDemandRetention } = project;
  if (onDemandRetention === undefined) return {};
  return {
    copyProtectionEnabled: false,
    encryptionAtRestEnabled: false,
    onDemandPolicyItem: {
      frequencyInterval: 0,
      frequencyType: 'ondemand',
      id: '6b0000000000000000000f00',
      retentionUnit: onDemandRetention.unit,
      retentionValue: onDemandRetention.value,
    },
    pitEnabled: false,
    projectId: project.id,
    restoreWindowDays: 0,
    scheduledPolicyItems: [],
    state: 'ACTIVE',
  };
}

const DAYS = { days: 1, weeks: 7, months: 31, years: 366 } as const;

/** A snapshot on demand that would go before the policy lets it is not taken. */
export function checkRetention({ onDemandRetention, id }: Project, days: number): void {
  if (onDemandRetention === undefined) return;
  if (days < onDemandRetention.value * DAYS[onDemandRetention.unit])
    throw new Refusal('SNAPSHOT_RETENTION_LESS_THAN_BACKUP_COMPLIANCE_POLICY', [id]);
}
