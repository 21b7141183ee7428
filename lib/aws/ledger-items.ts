/** How records of restores and drills lie in the ledger's table. */
import type { PlanStanding } from '../drills/plans/suspension.ts';
import { type DrillRecord, hasUnrecordedReviews, isOver } from '../drills/record.ts';
import { isActive, type RestoreRecord } from '../restores/record.ts';
import { isVerificationOpen } from '../restores/verification/verification.ts';
import { LIST_SHARDS } from './ledger-table.ts';

export function restoreItem(record: RestoreRecord): Record<string, unknown> {
  const shard = shardOf(record.id);
  return {
    pk: restoreKey(record.id),
    version: record.version,
    timeShard: `restores#${shard}`,
    statusShard: `${record.status}#${shard}`,
    createdKey: createdKey(record),
    ...unfinishedShardOf(record, shard),
    ...(isActive(record.status) && { projectShard: `${record.source.projectId}#${shard}` }),
    record,
  };
}

export const restoreKey = (id: string): string => `restore#${id}`;

export const drillKey = (id: string): string => `drill#${id}`;

export const sourceKey = ({ projectId, name }: Pick<DrillRecord['source'], 'projectId' | 'name'>): string =>
  `drills-from#${projectId}/${name}`;

/** In partitions of the same indexes that no list of restores reads. */
export function drillItem(record: DrillRecord): Record<string, unknown> {
  const shard = shardOf(record.id);
  const unfinished =
    !isOver(record) || (record.pendingEvents ?? []).length > 0 || hasUnrecordedReviews(record);
  return {
    pk: drillKey(record.id),
    version: record.version,
    timeShard: `drills#${shard}`,
    statusShard: `drills-of#${record.plan}#${shard}`,
    sourceKey: sourceKey(record.source),
    createdKey: createdKey(record),
    ...(unfinished && { unfinishedShard: `unfinished-drills#${shard}` }),
    record,
  };
}

export const planKey = (plan: string): string => `drill-plan#${plan}`;

/** Only what is not told yet is in an index, for the sweeper. */
export function planItem(plan: string, version: number, standing: PlanStanding): Record<string, unknown> {
  const { pending = [] } = standing;
  const [change] = pending;
  const unfinished = change && {
    unfinishedShard: `unfinished-plans#${shardOf(plan)}`,
    createdKey: createdKey({ createdAt: change.at, id: plan }),
  };
  return { pk: planKey(plan), version, standing, ...unfinished };
}

/** A partition of its own for what only evidence waits for: who looks after restores has nothing to do there. */
function unfinishedShardOf(record: RestoreRecord, shard: number): { readonly unfinishedShard?: string } {
  if (isUnfinished(record)) return { unfinishedShard: `unfinished#${shard}` };
  return isUnassured(record) ? { unfinishedShard: `unassured#${shard}` } : {};
}

/** Not ended, or ended with something that is not told or not over yet. */
const isUnfinished = (record: RestoreRecord): boolean =>
  isActive(record.status) || record.jobMayRun === true || (record.pendingEvents ?? []).length > 0;

/** Over, but not proven yet: in a partition of their own, since others look after them. */
export const isUnassured = (record: RestoreRecord): boolean =>
  (record.pendingEvidence ?? []).length > 0 || isVerificationOpen(record);

/** Sorts by creation time; the id makes it unique. */
export const createdKey = (record: Pick<RestoreRecord, 'createdAt' | 'id'>): string =>
  `${record.createdAt}#${record.id}`;

/** Ids are random or hashes, but callers of the workflow choose their own: a small checksum spreads those too. */
export function shardOf(id: string): number {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 65_521;
  return sum % LIST_SHARDS;
}
