/** How long a project's Backup Compliance Policy has a snapshot on demand kept at least. */
import * as z from 'zod/mini';
import type { AtlasClient } from '../atlas/client.ts';

/** The longest that Atlas can mean: a snapshot that goes a day early is refused. */
const DAYS: Readonly<Record<string, number>> = { days: 1, weeks: 7, months: 31, years: 366 };

const policyItem = z.looseObject({ retentionUnit: z.string(), retentionValue: z.number() });

/** Whole days; undefined where there is no policy, or it says nothing of snapshots on demand. Throws `AtlasError`. */
export async function onDemandRetentionDays(
  atlas: AtlasClient,
  projectId: string,
): Promise<number | undefined> {
  const { data } = await atlas.call('getBackupCompliancePolicy', { path: { groupId: projectId } });
  const item = policyItem.safeParse(data.onDemandPolicyItem);
  if (!item.success) return undefined;
  const days = DAYS[item.data.retentionUnit.toLowerCase()];
  return days === undefined ? undefined : days * item.data.retentionValue;
}
