/**
 * What the fields of a create have to do with each other, which no schema says (atlas-api §1.1, §1.5): Atlas would
 * refuse it, and so nothing is sent.
 */
import type { BodyOf } from '../../atlas/operations.ts';
import { refusal } from '../refusal.ts';

type ClusterBody = BodyOf<'createClusterRestoreJob'>;
type CollectionsBody = BodyOf<'createCollectionRestoreJob'>;

/** Dedicated clusters and serverless instances; those know no oplog timestamps. */
export function checkClusterBody(body: ClusterBody, knowsOplog: boolean): void {
  const { deliveryType } = body;
  if (deliveryType !== 'pointInTime') {
    forbid(body, ['pointInTimeUTCSeconds', 'oplogTs', 'oplogInc']);
    required(body, 'snapshotId');
  }
  if (deliveryType === 'download') return;
  required(body, 'targetClusterName');
  required(body, 'targetGroupId');
  if (deliveryType !== 'pointInTime') return;
  const { pointInTimeUTCSeconds: seconds, oplogTs, oplogInc } = body;
  checkMoment('pointInTimeUTCSeconds', seconds, oplogTs, oplogInc);
  if (seconds === undefined && !knowsOplog)
    throw refusal('INVALID_PIT_RESTORE_TIME', 'an oplog timestamp is not supported here');
}

export function checkCollectionsBody(body: CollectionsBody): void {
  checkNamespaces(body);
  const { snapshotId } = body;
  // Null is as good as absent.
  const [seconds, oplogTs, oplogInc] = [body.pointInTimeUtcSeconds, body.oplogTs, body.oplogInc].map(
    (one) => one ?? undefined,
  );
  const hasMoment = [seconds, oplogTs, oplogInc].some((one) => one !== undefined);
  if (snapshotId !== undefined) {
    if (hasMoment) throw refusal('INVALID_ATTRIBUTE', 'snapshotId');
    return;
  }
  if (!hasMoment) throw refusal('MISSING_ONE_OF_ATTRIBUTES', 'snapshotId', 'pointInTimeUtcSeconds');
  if (oplogInc !== undefined && oplogInc < 1)
    throw refusal('INVALID_PIT_RESTORE_TIME', 'oplogInc is at least 1');
  checkMoment('pointInTimeUtcSeconds', seconds, oplogTs, oplogInc);
}

/** Exactly one of a time in seconds, and an oplog timestamp of both its parts. */
function checkMoment(name: string, seconds?: number, oplogTs?: number, oplogInc?: number): void {
  const hasOplog = oplogTs !== undefined || oplogInc !== undefined;
  if ((seconds !== undefined) === hasOplog)
    throw refusal('INVALID_PIT_RESTORE_TIME', `give either ${name} or oplogTs and oplogInc`);
  if (!hasOplog) return;
  if (oplogTs === undefined) throw refusal('MISSING_ATTRIBUTE', 'oplogTs');
  if (oplogInc === undefined) throw refusal('MISSING_ATTRIBUTE', 'oplogInc');
}

/** `database.collection` in the one list, `database` in the other, and nothing twice. */
function checkNamespaces({ collections = [], databases = [] }: CollectionsBody): void {
  // Not documented what a request without any would mean: perhaps everything, and that must not be a mistake's result.
  if (collections.length + databases.length === 0)
    throw refusal('MISSING_ONE_OF_ATTRIBUTES', 'collections', 'databases');
  checkEach('collections', collections, /^[^.]+\../s);
  checkEach('databases', databases, /^[^.]+$/);
  const sources = [...collections, ...databases].map(({ sourceNamespace }) => sourceNamespace);
  const within = collections.some(({ sourceNamespace }) =>
    sources.includes(sourceNamespace.split('.', 1)[0] ?? ''),
  );
  if (within || new Set(sources).size < sources.length) throw refusal('INVALID_ATTRIBUTE', 'collections');
}

type Namespaces = NonNullable<CollectionsBody['collections']>;

function checkEach(attribute: string, namespaces: Namespaces, form: RegExp): void {
  for (const [index, { sourceNamespace, targetNamespace }] of namespaces.entries()) {
    if (!form.test(sourceNamespace))
      throw refusal('INVALID_ATTRIBUTE', `${attribute}.${index}.sourceNamespace`);
    // An empty one is as good as none.
    if (targetNamespace && !form.test(targetNamespace))
      throw refusal('INVALID_ATTRIBUTE', `${attribute}.${index}.targetNamespace`);
  }
}

function required(body: ClusterBody, attribute: keyof ClusterBody): void {
  if (body[attribute] === undefined) throw refusal('MISSING_ATTRIBUTE', attribute);
}

function forbid(body: ClusterBody, attributes: readonly (keyof ClusterBody)[]): void {
  const present = attributes.find((attribute) => body[attribute] !== undefined);
  if (present !== undefined) throw refusal('INVALID_ATTRIBUTE', present);
}
