/** A create that Atlas carries out after the drill that asked for it is over: the sweeper finds the cluster, and nothing else. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DRILLS, PRODUCTION } from '../../infra/local/atlas-simulator/fleet.ts';
import { DrillWorld } from './drills/drill-world.ts';

let world: DrillWorld;
beforeEach(async () => {
  world = await DrillWorld.start({ projectId: PRODUCTION.id, name: 'Accounts' });
});
afterEach(() => world.close());

const standing = () =>
  world.service.simulator?.fleet.deployments
    .filter(({ projectId, deleteRequestedAt }) => projectId === DRILLS.id && deleteRequestedAt === undefined)
    .map(({ name }) => name);

test('is deleted by the next sweep; a cluster of people beside it stays', async () => {
  world.service.simulator?.addDeployment({ projectId: DRILLS.id, name: 'drill-of-somebody', family: 'flex' });
  const came = await world.run({
    atlas: [{ kind: 'slow', delaySeconds: 60, operation: 'createFlexCluster' }],
  });
  expect(came.record?.phase).toBe('DONE');
  const target = came.record?.target?.name;
  // Twice as long, in real time, as the client waits for an answer: then it is carried out.
  for (let tries = 0; tries < 50 && !standing()?.includes(target ?? ''); tries += 1) await delay(100);
  expect(standing()).toContain(target);
  await world.service.drills.sweep();
  expect(standing()).toEqual(['drill-of-somebody']);
});
