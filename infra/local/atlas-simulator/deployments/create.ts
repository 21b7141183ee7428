/** `POST …/clusters` and `POST …/flexClusters`: a new deployment, of which there is nothing to read for a while. */
import type { BodyOf } from '../../../../lib/atlas/operations.ts';
import type { Call } from '../call.ts';
import { Refusal } from '../errors.ts';
import { deployment, type GivenDeployment } from '../fleet.ts';
import type { Deployment } from '../model.ts';
import { MINUTE, SECOND, wholeSecond } from '../time.ts';
import { isGone, newObjectId } from '../world.ts';
import { clusterDocument } from './cluster-document.ts';
import { flexDocument } from './documents.ts';

/** Recorded: an M10 takes a quarter of an hour, a Flex cluster less than eight seconds. */
const DEDICATED_TAKES_MS = 15 * MINUTE;
const FLEX_TAKES_MS = 8 * SECOND;
/** Documented: names are told apart by their first 23 characters. */
const TOLD_APART = 23;
/** Names that Atlas gives by itself. */
const RESERVED = /^atlas-[a-z0-9]{6}$/;

/** The patch of each major version that the simulated Atlas runs. */
const PATCHES: Readonly<Record<string, string>> = { '8.0': '8.0.29', '7.0': '7.0.31', '6.0': '6.0.27' };
const NEWEST = '8.0';

export function createCluster(call: Call<BodyOf<'createCluster'>>): object {
  const { body } = call;
  const [region] = body.replicationSpecs[0]?.regionConfigs ?? [];
  if (region === undefined) throw new Refusal('MISSING_ATTRIBUTE', ['replicationSpecs.0.regionConfigs']);
  const { electableSpecs, regionName } = region;
  const version = body.mongoDBMajorVersion ?? NEWEST;
  const mongoDBVersion = PATCHES[version];
  if (mongoDBVersion === undefined) throw new Refusal('INVALID_ENUM_VALUE', ['mongoDBMajorVersion']);
  const made = add(call, DEDICATED_TAKES_MS, {
    name: body.name,
    family: 'cluster',
    mongoDBVersion,
    topology: body.clusterType === 'REPLICASET' ? 'replicaSet' : 'shardedCluster',
    shards: body.replicationSpecs.length,
    instanceSize: electableSpecs.instanceSize,
    diskSizeGB: electableSpecs.diskSizeGB ?? 10,
    region: regionName,
    backupEnabled: body.backupEnabled ?? false,
    pitEnabled: body.pitEnabled ?? false,
    encryptionAtRestProvider: body.encryptionAtRestProvider ?? 'NONE',
    terminationProtectionEnabled: body.terminationProtectionEnabled ?? false,
    tags: body.tags ?? [],
  });
  return clusterDocument({ ...call, deployment: made });
}

export function createFlexCluster(call: Call<BodyOf<'createFlexCluster'>>): object {
  const { body } = call;
  const made = add(call, FLEX_TAKES_MS, {
    name: body.name,
    family: 'flex',
    region: body.providerSettings.regionName,
    terminationProtectionEnabled: body.terminationProtectionEnabled ?? false,
    tags: body.tags ?? [],
  });
  return flexDocument({ ...call, deployment: made });
}

function add(
  { world, project, now }: Call,
  takesMs: number,
  given: Omit<GivenDeployment, 'id' | 'projectId'>,
): Deployment {
  checkName(
    given.name,
    project.id,
    world.data.deployments.filter((one) => !isGone(one, now)),
  );
  const createdAt = wholeSecond(now);
  const made = deployment({
    ...given,
    id: newObjectId(world, createdAt),
    projectId: project.id,
    createdAt,
    readyAt: createdAt + takesMs,
  });
  world.data.deployments = [...world.data.deployments.filter((one) => !isGone(one, now)), made];
  world.save();
  // Until it listens there is no address of it, as with Atlas.
  void world.endpoints?.open(made);
  return made;
}

function checkName(name: string, projectId: string, deployments: readonly Deployment[]): void {
  if (RESERVED.test(name)) throw new Refusal('ATLAS_RESERVED_CLUSTER_NAME', [name]);
  const prefix = name.slice(0, TOLD_APART);
  for (const other of deployments) {
    if (other.projectId !== projectId) continue;
    if (other.name === name) throw new Refusal('DUPLICATE_CLUSTER_NAME', [name, projectId]);
    if (other.name.slice(0, TOLD_APART) === prefix)
      throw new Refusal('DUPLICATE_CLUSTER_NAME_PREFIX', [prefix, projectId]);
  }
}
