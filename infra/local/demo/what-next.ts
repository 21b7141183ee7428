/** Lines to try, printed when the service stands ready. */
import { PRODUCTION, RESTORE_TEST } from '../atlas-simulator/fleet.ts';

/** Of a moment as text: its year and month. */
const MONTH = 7;

/** @param now of the service's clock */
export function whatNext(url: string, now: Date): string {
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
    'What was proven this month, for a browser:',
    `  ${url}/v1/reports/${now.toISOString().slice(0, MONTH)}`,
  ].join('\n');
}
