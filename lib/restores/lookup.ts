/** Reads what a request names, and turns Atlas' "no such thing" into a refusal that names the field. */
import type { AtlasClient } from '../atlas/client.ts';
import { AtlasError, AtlasUnavailable } from '../atlas/errors.ts';
import type { Family } from '../atlas/operations.ts';
import type { DeploymentFacts, Place, RestoreFamily, Snapshot } from './families/family.ts';
import { findDeployment } from './families.ts';
import type { Refusal } from './refusal.ts';

export interface Found<Thing> {
  readonly facts?: Thing;
  readonly refusals: readonly Refusal[];
}

export async function lookUpDeployment(
  atlas: AtlasClient,
  place: Place,
  role: 'source' | 'target',
  family?: Family,
): Promise<Found<DeploymentFacts>> {
  try {
    const facts = await findDeployment(atlas, place, family);
    if (family === undefined || facts.family === family) return { facts, refusals: [] };
    const detail = `${place.name} is a ${facts.family} deployment, not a ${family} one.`;
    return { refusals: [{ code: 'INVALID_ATTRIBUTE', field: `${role}.family`, detail, status: 400 }] };
  } catch (error) {
    return { refusals: [toRefusal(error, fieldOf(error, role))] };
  }
}

export async function lookUpSnapshot(
  atlas: AtlasClient,
  family: RestoreFamily,
  place: Place,
  snapshotId: string,
  sharded: boolean,
): Promise<{ snapshot?: Snapshot; refusals: readonly Refusal[] }> {
  try {
    return { snapshot: await family.snapshot(atlas, place, snapshotId, sharded), refusals: [] };
  } catch (error) {
    return { refusals: [toRefusal(error, 'snapshot')] };
  }
}

/** What is about the project, its membership included, is not about the name. */
function fieldOf(error: unknown, role: 'source' | 'target'): string {
  const code = error instanceof AtlasError ? error.errorCode : '';
  if (WRONG_FAMILY.has(code)) return `${role}.family`;
  return NOT_THIS_PROJECT.has(code) ? `${role}.projectId` : `${role}.name`;
}

const WRONG_FAMILY: ReadonlySet<string> = new Set([
  'CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API',
  'CANNOT_USE_NON_FLEX_CLUSTER_IN_FLEX_API',
  'CANNOT_USE_SERVERLESS_INSTANCE_IN_CLUSTER_API',
  'CANNOT_USE_CLUSTER_IN_SERVERLESS_INSTANCE_API',
]);

const NOT_THIS_PROJECT: ReadonlySet<string> = new Set([
  'GROUP_NOT_FOUND',
  'INVALID_GROUP_ID',
  'NOT_IN_GROUP',
  'USER_CANNOT_ACCESS_GROUP',
  // The service is let in, but has not the role in that project.
  'USER_UNAUTHORIZED',
]);

/** What is wrong with this service's own sign-in or address, and says nothing about the request. */
export function isOurs({ status, errorCode }: AtlasError): boolean {
  const isSignIn = status === 401 && !NOT_THIS_PROJECT.has(errorCode);
  return isSignIn || status < 400 || OURS.has(errorCode);
}

const OURS: ReadonlySet<string> = new Set([
  'UNREADABLE_ANSWER',
  'invalid_client',
  'IP_ADDRESS_NOT_ON_ACCESS_LIST',
  'IP_ADDRESS_NOT_ON_WHITELIST',
]);

function toRefusal(error: unknown, field: string): Refusal {
  if (!(error instanceof AtlasError) || error instanceof AtlasUnavailable || isOurs(error)) throw error;
  // A 401 of ours would tell the caller that they are not signed in: it is this service that Atlas does not let in.
  const status = error.status === 401 ? 403 : error.status;
  return { code: error.errorCode, field, detail: error.detail, status };
}
