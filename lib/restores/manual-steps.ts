/** The same restore by hand, as lines of the Atlas CLI: for the hour in which this service is what fails. */

import type { Family } from '../atlas/operations.ts';
import type { JobOrder, Place } from './families/family.ts';
import { RETENTION_DAYS } from './safety-snapshot.ts';

/** Empty where nothing was found to restore. */
export function manualSteps(
  family: Family,
  source: Place,
  order: JobOrder,
  safetySnapshot = false,
): string[] {
  if (which(order) === '') return [];
  const from = `--projectId ${quote(source.projectId)} --clusterName ${quote(source.name)}`;
  const { target } = order;
  const to = target
    ? ` --targetProjectId ${quote(target.projectId)} --targetClusterName ${quote(target.name)}`
    : '';
  const look = target
    ? [`atlas clusters describe ${quote(target.name)} --projectId ${quote(target.projectId)}`]
    : [];
  if (family === 'serverless') {
    return [
      `atlas serverless backups restores create --deliveryType ${what(order)} ${from}${which(order)}${to}`,
      `atlas serverless backups restores list ${from}`,
    ];
  }
  return [
    ...look,
    ...(target && safetySnapshot ? snapshotFirst(target) : []),
    `atlas backups restores start ${what(order)} ${from}${which(order)}${to}`,
    `atlas backups restores watch RESTORE_JOB_ID ${from}`,
  ];
}

function snapshotFirst({ projectId, name }: Place): string[] {
  const at = `--projectId ${quote(projectId)}`;
  return [
    `atlas backups snapshots create ${quote(name)} ${at} --desc 'before a restore' --retention ${RETENTION_DAYS}`,
    `atlas backups snapshots watch SNAPSHOT_ID ${at} --clusterName ${quote(name)}`,
  ];
}

function what(order: JobOrder): string {
  if (order.delivery === 'download') return 'download';
  return order.snapshotId === undefined ? 'pointInTime' : 'automated';
}

function which({ snapshotId, pointInTimeSeconds, oplog }: JobOrder): string {
  if (pointInTimeSeconds !== undefined) return ` --pointInTimeUTCSeconds ${pointInTimeSeconds}`;
  if (oplog !== undefined) return ` --oplogTs ${oplog.ts} --oplogInc ${oplog.inc}`;
  return snapshotId === undefined ? '' : ` --snapshotId ${snapshotId}`;
}

/** Names of targets may hold what a shell reads as its own. */
const quote = (text: string): string =>
  /^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
