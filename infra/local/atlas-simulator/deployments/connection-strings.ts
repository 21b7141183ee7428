/** Where a deployment would be reached. Nothing listens there: the simulator has no data behind it. */
import type { Deployment } from '../model.ts';

export function connectionStrings(deployment: Deployment): { standard: string; standardSrv: string } {
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
