/** What a driver reads from a deployment: its own documents, or those of what was restored onto it. */

import type { CollectionData } from '../../mongo-server/data.ts';
import { generated } from '../../mongo-server/generate.ts';
import { ACTIONS, type Action, type MongoUser } from '../../mongo-server/users.ts';
import { roleOf, usersOf } from '../access/users.ts';
import { contentOf } from '../collections/content.ts';
import type { DatabaseUser, Deployment } from '../model.ts';
import { nowOf, type World } from '../world.ts';

export function dataOf(world: World, deployment: Deployment): readonly CollectionData[] {
  const now = nowOf(world);
  return contentOf(world, deployment, now).map(({ database, name, documents, asOf = now, isUnsupported }) =>
    generated({ database, name, count: documents, asOf, isVolatile: isUnsupported === true }),
  );
}

/** By its name in its database, where its scopes let it reach the deployment. */
export function mongoUserOf(
  world: World,
  deployment: Deployment,
  username: string,
  database: string,
): MongoUser | undefined {
  const user = usersOf(world, deployment.projectId, nowOf(world)).find(
    (one) => one.username === username && one.databaseName === database,
  );
  if (user?.credential === undefined || !reaches(user, deployment)) return undefined;
  const actions = user.roles.flatMap(({ roleName }) => actionsOf(world, deployment.projectId, roleName));
  return { credential: user.credential, actions: new Set(actions) };
}

const reaches = ({ scopes }: DatabaseUser, { name }: Deployment): boolean =>
  scopes.length === 0 || scopes.some((scope) => scope.type === 'CLUSTER' && scope.name === name);

/** What the built-in roles may do of what can be done here, where nothing is written. */
const BUILT_IN: Readonly<Record<string, readonly Action[]>> = {
  atlasAdmin: ACTIONS,
  dbAdminAnyDatabase: ACTIONS.filter((action) => action !== 'find'),
  readAnyDatabase: ACTIONS.filter((action) => action !== 'validate'),
  readWriteAnyDatabase: ACTIONS.filter((action) => action !== 'validate'),
  clusterMonitor: ['listDatabases', 'collStats', 'dbStats'],
};

function actionsOf(world: World, projectId: string, roleName: string): readonly Action[] {
  const builtIn = BUILT_IN[roleName];
  if (builtIn !== undefined) return builtIn;
  const role = roleOf(world, projectId, roleName);
  // Atlas writes MongoDB's `listIndexes` as `LIST_INDEXES`.
  const said = new Set(role?.actions.map((action) => action.replaceAll('_', '').toLowerCase()));
  return ACTIONS.filter((action) => said.has(action.toLowerCase()));
}
