/** Where a deployment is reached: its endpoint on this machine, or an address as Atlas gives them where nothing listens. */
import type { Deployment } from '../model.ts';
import type { World } from '../world.ts';

export interface ConnectionStrings {
  readonly standard?: string;
  readonly standardSrv: string;
}

export function connectionStrings({ endpoints }: World, deployment: Deployment): ConnectionStrings {
  const strings = atlasStrings(deployment);
  if (endpoints === undefined) return strings;
  const { standard: _, ...rest } = strings;
  const port = endpoints.portOf(deployment);
  const set =
    deployment.topology === 'replicaSet' ? `&replicaSet=${deployment.replicaSetPrefix}-shard-0` : '';
  return {
    ...rest,
    ...(port !== undefined && { standard: `mongodb://127.0.0.1:${port}/?tls=true&authSource=admin${set}` }),
  };
}

function atlasStrings(deployment: Deployment): Required<ConnectionStrings> {
  const name = deployment.name.toLowerCase();
  const domain = `${deployment.hostSuffix}.mongodb.net`;
  const hosts = Array.from({ length: 3 }, (_, node) => `${name}-shard-00-0${node}.${domain}:27017`).join(',');
  const set =
    deployment.topology === 'replicaSet' ? `&replicaSet=${deployment.replicaSetPrefix}-shard-0` : '';
  return {
    standard: `mongodb://${hosts}/?ssl=true&authSource=admin${set}`,
    standardSrv: `mongodb+srv://${name}.${domain}`,
  };
}
