/** Three lines to try, printed when the service stands ready. */
import { PRODUCTION, RESTORE_TEST } from '../atlas-simulator/fleet.ts';

export function whatNext(url: string): string {
  const body = {
    source: { projectId: PRODUCTION.id, name: 'Catalog' },
    snapshot: 'latest',
    target: { projectId: RESTORE_TEST.id, name: 'restore-target-sharded' },
  };
  return [
    'What would a restore of the sharded cluster do? Start it, then look at the list:',
    `  curl -s ${url}/v1/restores -d '${JSON.stringify({ ...body, dryRun: true })}'`,
    `  curl -s ${url}/v1/restores -d '${JSON.stringify(body)}'`,
    `  curl -s '${url}/v1/restores?limit=3'`,
  ].join('\n');
}
