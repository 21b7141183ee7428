/** What a legacy path names, under Flex' names of the same things. */
import type { Operation } from '../atlas/operations.ts';
import type { CheckedCall } from './call-check.ts';
import type { LegacyPlace } from './legacy-documents.ts';

/** Under Flex' names of the same parameters. */
export function flexPath({ path }: CheckedCall) {
  const id = path.restoreJobId ?? path.restoreId ?? '';
  return {
    groupId: path.groupId ?? '',
    name: path.clusterName ?? path.name ?? '',
    restoreJobId: id,
    snapshotId: path.snapshotId ?? '',
  };
}

export function placeOf(row: Operation, call: CheckedCall): Omit<LegacyPlace, 'now'> {
  const { groupId: projectId, name } = flexPath(call);
  const template = row.resource === 'deployment' ? row.path : listPath(row.path);
  const path = template.replace(/\{(\w+)\}/g, (_, key: string) => call.path[key] ?? '');
  return { projectId, name, path };
}

/** Where the documents of an operation are listed. M2/M5 restores are made beside their list. */
const listPath = (path: string) =>
  path.replace(/\/\{\w+\}$/, '').replace(/\/tenant\/(restore|download)$/, '/tenant/restores');
