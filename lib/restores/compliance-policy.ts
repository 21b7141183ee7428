/** How long a project's Backup Compliance Policy has a snapshot on demand kept at least. */
import type { AtlasClient } from '../atlas/client.ts';

/** The longest that Atlas can mean: a snapshot that goes a day early is refused. */
const DAYS: Readonly<Record<string, number>> = { days: 1, weeks: 7, months: 31, years: 366 };

/** Whole days; undefined where there is no policy, or it says nothing of snapshots on demand. Throws `AtlasError`. */
export async function onDemandRetentionDays(
  atlas: AtlasClient,
  projectId: string,
): Promise<number | undefined> {
  const { data } = await atlas.call('getBackupCompliancePolicy', { path: { groupId: projectId } });
  const { retentionUnit = '', retentionValue } = data.onDemandPolicyItem ?? {};
  const days = DAYS[retentionUnit.toLowerCase()];
  return days === undefined || typeof retentionValue !== 'number' ? undefined : days * retentionValue;
}
