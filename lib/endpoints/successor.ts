/** Which Flex operation answers in place of one that Atlas has switched off, and how a caller is told. */
import { AtlasError } from '../atlas/errors.ts';
import { type Operation, type OperationName, operations } from '../atlas/operations.ts';
import type { CheckedCall } from './call-check.ts';
import { flexPath } from './legacy-place.ts';

/** Where the answer has come from instead. */
export interface Successor {
  readonly path: string;
  /** Days, as the table has them. */
  readonly since: string;
  readonly switchedOff: string;
}

export type OnSuccessor = (successor: Successor) => void;

/** Not every 404: where the endpoint still answers, a job that is not there has a code of its own. */
export function saysSwitchedOff(error: unknown): boolean {
  if (!(error instanceof AtlasError)) return false;
  return error.status === 410 || (error.status === 404 && error.errorCode === 'RESOURCE_NOT_FOUND');
}

/** Before it is asked: its errors are announced like its answers. */
export function announceSuccessor(
  row: Operation,
  call: CheckedCall,
  onSuccessor: OnSuccessor,
): SuccessorName {
  const name = successorName(row);
  const { path, versions } = operations[row.path.endsWith('/download') ? 'createFlexDownload' : name];
  const asked = path.replace(/\{(\w+)\}/g, (_, key: string) => flexPath(call)[key as 'groupId']);
  onSuccessor({ path: asked, since: versions[0].date, switchedOff: row.switchedOff ?? '' });
  return name;
}

const SUCCESSORS = {
  restoreJobs: { list: 'listFlexRestoreJobs', get: 'getFlexRestoreJob' },
  snapshots: { list: 'listFlexSnapshots', get: 'getFlexSnapshot' },
} as const satisfies Record<string, { readonly list: OperationName; readonly get: OperationName }>;
export type SuccessorName = (typeof SUCCESSORS)[keyof typeof SUCCESSORS]['get' | 'list'] | 'getFlexCluster';

function successorName({ resource, path }: Operation): SuccessorName {
  if (resource !== 'restoreJobs' && resource !== 'snapshots') return 'getFlexCluster';
  return SUCCESSORS[resource][path.endsWith('}') ? 'get' : 'list'];
}
