/** What tests and operators change behind Atlas' back. */
import { familyNow } from './deployments/state.ts';
import { deployment, type GivenDeployment } from './fleet.ts';
import { membersOf, snapshotOfNow } from './fleet-snapshots.ts';
import type { Deployment, Project, Snapshot } from './model.ts';
import { DAY, SECOND } from './time.ts';
import { newObjectId, nowOf, type World } from './world.ts';

export type DeploymentPatch = Partial<Omit<Deployment, 'id' | 'projectId' | 'name'>>;

export type ProjectPatch = Partial<Omit<Project, 'id'>>;

/** A name alone, where only one project has it. */
export type DeploymentRef = string | { readonly projectId: string; readonly name: string };

export function resolveDeployment(world: World, ref: DeploymentRef): Deployment {
  const found = world.data.deployments.filter((one) =>
    typeof ref === 'string' ? one.name === ref : one.name === ref.name && one.projectId === ref.projectId,
  );
  const [only, second] = found;
  if (only === undefined || second !== undefined) {
    throw new Error(`${found.length} deployments match ${JSON.stringify(ref)}: exactly one is needed.`);
  }
  return only;
}

export function editDeployment(world: World, ref: DeploymentRef, patch: DeploymentPatch): void {
  const { id } = resolveDeployment(world, ref);
  world.data.deployments = world.data.deployments.map((one) => (one.id === id ? { ...one, ...patch } : one));
  world.save();
}

export function editProject(world: World, id: string, patch: ProjectPatch): void {
  world.data.projects = world.data.projects.map((one) => (one.id === id ? { ...one, ...patch } : one));
  world.save();
}

/** Empty, until deployments are added. Answers its id. */
export function addProject(world: World, given: Omit<Project, 'id'>): string {
  const id = newObjectId(world, nowOf(world));
  world.data.projects = [...world.data.projects, { ...given, id }];
  world.save();
  return id;
}

/** With all that is in it. */
export function removeProject(world: World, id: string): void {
  world.data.projects = world.data.projects.filter((one) => one.id !== id);
  world.data.deployments = world.data.deployments.filter(({ projectId }) => projectId !== id);
  world.save();
}

/** The old secret of the first service account, and its tokens, are no good from now on. */
export function rotateSecret(world: World, clientSecret: string): void {
  const [first, ...others] = world.credentials.serviceAccounts;
  if (first === undefined) throw new Error('There is no service account.');
  world.credentials = { ...world.credentials, serviceAccounts: [{ ...first, clientSecret }, ...others] };
  world.data.tokens = world.data.tokens.filter(({ clientId }) => clientId !== first.clientId);
  world.save();
}

/** Only its project, name and family must be given; the rest is as in the default fleet. */
export function addDeployment(world: World, given: Omit<GivenDeployment, 'id'>): string {
  const id = newObjectId(world, nowOf(world));
  const added = deployment({ createdAt: nowOf(world), ...given, id });
  world.data.deployments = [...world.data.deployments, added];
  world.save();
  void world.endpoints?.open(added);
  return id;
}

export function removeDeployment(world: World, ref: DeploymentRef): void {
  const { id } = resolveDeployment(world, ref);
  world.data.deployments = world.data.deployments.filter((one) => one.id !== id);
  world.save();
}

export interface NewSnapshot
  extends Partial<
    Pick<
      Snapshot,
      | 'id'
      | 'snapshotType'
      | 'frequencyType'
      | 'outcome'
      | 'mongoDBVersion'
      | 'storageSizeBytes'
      | 'description'
      | 'encryptionAtRestProvider'
    >
  > {
  /** How long ago it was requested. @default so long ago that it is complete now */
  readonly ageSeconds?: number;
  /** From its request to its end. @default 161, Flex 106 */
  readonly takesSeconds?: number;
  /** @default 7 days, Flex 8 days */
  readonly retentionSeconds?: number;
}

/** Answers the snapshot's id. */
export function addSnapshot(world: World, ref: DeploymentRef, given: NewSnapshot = {}): string {
  const source = resolveDeployment(world, ref);
  const { ageSeconds, takesSeconds, retentionSeconds, ...fields } = given;
  const isFlex = ['flex', 'tenant'].includes(familyNow(world, source));
  const takesMs = takesSeconds === undefined ? (isFlex ? 106 : 161) * SECOND : takesSeconds * SECOND;
  const requestedAt = nowOf(world) - (ageSeconds === undefined ? takesMs : ageSeconds * SECOND);
  const id = given.id ?? newObjectId(world, requestedAt);
  const snapshot: Snapshot = {
    ...snapshotOfNow(source),
    snapshotType: 'scheduled',
    frequencyType: given.snapshotType === 'onDemand' ? 'ondemand' : 'daily',
    outcome: 'completes',
    storageSizeBytes: 1_000_000_000,
    members: membersOf(source, id.slice(0, 18) + id.slice(-5)),
    ...fields,
    id,
    requestedAt,
    takesMs,
    retentionMs: retentionSeconds === undefined ? (isFlex ? 8 : 7) * DAY : retentionSeconds * SECOND,
  };
  world.data.snapshots = [...world.data.snapshots, snapshot];
  world.save();
  return id;
}
