/** Reads a target anew, as the drill owner: nothing about it is believed from before. */
import type { AtlasClient } from '../../atlas/client.ts';
import { AtlasError } from '../../atlas/errors.ts';
import type { Family } from '../../atlas/operations.ts';
import { clusterFacts, madeAs } from '../../restores/families/cluster-shapes.ts';
import type { Place } from '../../restores/families/family.ts';
import type { DrillNetwork } from '../plans/plan.ts';
import type { FreshTarget } from './own-target.ts';

export type ReadTarget = FreshTarget & {
  readonly state?: string;
  readonly mongoDBVersion?: string;
  /** Of Atlas' document, as it is. */
  readonly connectionStrings?: Readonly<Record<string, unknown>>;
};

const NOT_THERE = 404;

/** Undefined: there is no such deployment. Throws `AtlasError` of anything else. */
export async function readTarget(
  atlas: AtlasClient,
  { projectId, name, family }: Place & { readonly family: Family },
): Promise<ReadTarget | undefined> {
  try {
    return family === 'flex' ? await flex(atlas, projectId, name) : await cluster(atlas, projectId, name);
  } catch (error) {
    if (error instanceof AtlasError && error.status === NOT_THERE && error.errorCode !== 'GROUP_NOT_FOUND')
      return undefined;
    throw error;
  }
}

async function cluster(atlas: AtlasClient, projectId: string, name: string): Promise<ReadTarget> {
  const { data } = await atlas.call('getCluster', { path: { groupId: projectId, clusterName: name } });
  const { family, id, state, mongoDBVersion, tags, createdAt } = clusterFacts(data);
  return read(projectId, { family, id, state, mongoDBVersion, tags, createdAt }, data);
}

async function flex(atlas: AtlasClient, projectId: string, name: string): Promise<ReadTarget> {
  const { data } = await atlas.call('getFlexCluster', { path: { groupId: projectId, name } });
  const { id, stateName: state, mongoDBVersion } = data;
  const { tags, createdAt } = madeAs(data) as { tags?: FreshTarget['tags']; createdAt?: string };
  return read(projectId, { family: 'flex', id, state, mongoDBVersion, tags, createdAt }, data);
}

interface Said {
  readonly family: Family;
  readonly id: string | undefined;
  readonly state: string | undefined;
  readonly mongoDBVersion: string | undefined;
  readonly tags: FreshTarget['tags'] | undefined;
  readonly createdAt: string | undefined;
}

function read(
  projectId: string,
  { family, id, state, mongoDBVersion, tags, createdAt }: Said,
  document: {
    readonly name: string;
    readonly connectionStrings?: Readonly<Record<string, unknown>> | undefined;
  },
): ReadTarget {
  return {
    projectId,
    // By what Atlas says, not by what was asked for.
    name: document.name,
    family,
    ...(id !== undefined && { id }),
    ...(state !== undefined && { state }),
    ...(mongoDBVersion !== undefined && { mongoDBVersion }),
    ...(tags && { tags }),
    ...(createdAt !== undefined && { createdAt }),
    ...(document.connectionStrings && { connectionStrings: document.connectionStrings }),
  };
}

/** Where the driver connects; undefined while Atlas has no address yet. */
export function addressOf(
  { connectionStrings = {} }: Pick<ReadTarget, 'connectionStrings'>,
  network: DrillNetwork | undefined,
): string | undefined {
  if (network !== undefined && 'privateEndpoint' in network)
    return privateAddress(connectionStrings.privateEndpoint, network.privateEndpoint.id);
  // The list of nodes needs no records of DNS that a node of a minute's age may not have yet.
  return textOf(connectionStrings.standard) ?? textOf(connectionStrings.standardSrv);
}

interface PrivateString {
  readonly connectionString?: unknown;
  readonly srvConnectionString?: unknown;
  readonly endpoints?: readonly { readonly endpointId?: unknown }[];
}

function privateAddress(given: unknown, id: string): string | undefined {
  const strings = Array.isArray(given) ? (given as readonly PrivateString[]) : [];
  const own = strings.find(({ endpoints = [] }) => endpoints.some(({ endpointId }) => endpointId === id));
  return textOf(own?.srvConnectionString) ?? textOf(own?.connectionString);
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
