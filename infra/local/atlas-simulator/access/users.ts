/** Database users and custom roles of a project. A password comes in, is hashed as MongoDB does it, and never goes out. */
import type { BodyOf } from '../../../../lib/atlas/operations.ts';
import { scramCredential } from '../../mongo-server/scram.ts';
import type { Call } from '../call.ts';
import { Refusal } from '../errors.ts';
import type { CustomRole, DatabaseUser } from '../model.ts';
import { wireTime } from '../time.ts';
import type { World } from '../world.ts';
import { expiryOf, isThere } from './expiry.ts';

const BUILT_IN: ReadonlySet<string> = new Set([
  'atlasAdmin',
  'backup',
  'clusterMonitor',
  'dbAdmin',
  'dbAdminAnyDatabase',
  'enableSharding',
  'read',
  'readAnyDatabase',
  'readWrite',
  'readWriteAnyDatabase',
]);

/** Those of a project that Atlas has not removed by now. */
export function usersOf(world: World, projectId: string, now: number): readonly DatabaseUser[] {
  return world.data.databaseUsers.filter((one) => one.projectId === projectId && isThere(one, now));
}

export function createDatabaseUser(call: Call<BodyOf<'createDatabaseUser'>>): object {
  const { world, project, body, now } = call;
  const { username, databaseName, password, roles, scopes = [], deleteAfterDate } = body;
  if (usersOf(world, project.id, now).some((one) => isOf(one, databaseName, username)))
    throw new Refusal('USER_ALREADY_EXISTS', [username, project.id]);
  for (const { roleName } of roles)
    if (!BUILT_IN.has(roleName) && roleOf(world, project.id, roleName) === undefined)
      throw new Refusal('ATLAS_INVALID_ROLE', [roleName]);
  const deleteAfter = expiryOf(deleteAfterDate, now);
  const user: DatabaseUser = {
    projectId: project.id,
    databaseName,
    username,
    roles: roles.map((role) => ({ roleName: role.roleName, databaseName: role.databaseName })),
    scopes,
    createdAt: now,
    ...(password !== undefined && { credential: scramCredential(password) }),
    ...(deleteAfter !== undefined && { deleteAfter }),
  };
  world.data.databaseUsers = [...world.data.databaseUsers.filter((one) => isThere(one, now)), user];
  world.save();
  return userDocument(call, user);
}

export function deleteDatabaseUser({ world, project, path, now }: Call): undefined {
  const { databaseName = '', username = '' } = path;
  const found = usersOf(world, project.id, now).find((one) => isOf(one, databaseName, username));
  if (found === undefined) throw new Refusal('USERNAME_NOT_FOUND', [username, project.id]);
  world.data.databaseUsers = world.data.databaseUsers.filter((one) => one !== found);
  world.save();
}

export function createCustomRole({ world, project, body }: Call<BodyOf<'createCustomRole'>>): object {
  const { roleName, actions = [] } = body;
  if (roleOf(world, project.id, roleName) !== undefined)
    throw new Refusal('ATLAS_CUSTOM_ROLE_NAME_ALREADY_EXISTS', [roleName, project.id]);
  const role = { projectId: project.id, roleName, actions: actions.map(({ action }) => action) };
  world.data.customRoles = [...world.data.customRoles, role];
  world.save();
  return { actions, inheritedRoles: [], roleName };
}

export function deleteCustomRole({ world, project, path, now }: Call): undefined {
  const { roleName = '' } = path;
  const found = roleOf(world, project.id, roleName);
  if (found === undefined) throw new Refusal('ATLAS_CUSTOM_ROLE_NOT_FOUND', [roleName, project.id]);
  const users = usersOf(world, project.id, now);
  if (users.some(({ roles }) => roles.some((role) => role.roleName === roleName)))
    throw new Refusal('ATLAS_CUSTOM_ROLE_IN_USE_BY_USERS', [roleName, project.id]);
  world.data.customRoles = world.data.customRoles.filter((one) => one !== found);
  world.save();
}

export function roleOf({ data }: World, projectId: string, roleName: string): CustomRole | undefined {
  return data.customRoles.find((one) => one.projectId === projectId && one.roleName === roleName);
}

const isOf = (user: DatabaseUser, databaseName: string, username: string): boolean =>
  user.databaseName === databaseName && user.username === username;

function userDocument({ world }: Call, user: DatabaseUser): object {
  const path = `/api/atlas/v2/groups/${user.projectId}/databaseUsers/${user.databaseName}/${encodeURIComponent(user.username)}`;
  return {
    awsIAMType: 'NONE',
    databaseName: user.databaseName,
    ...(user.deleteAfter !== undefined && { deleteAfterDate: wireTime(user.deleteAfter) }),
    groupId: user.projectId,
    labels: [],
    ldapAuthType: 'NONE',
    links: [{ href: world.linkBase + path, rel: 'self' }],
    oidcAuthType: 'NONE',
    roles: user.roles,
    scopes: user.scopes,
    username: user.username,
    x509Type: 'NONE',
  };
}
