/** A create that Atlas carries out after the drill that asked for it is over: the sweeper finds the cluster, and nothing else. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DRILLS, PRODUCTION } from '../../infra/local/atlas-simulator/fleet.ts';
import { targetTags } from '../../lib/drills/target/target-name.ts';
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

test('is deleted by the next sweep; clusters of people beside it stay, one with a copied tag among them', async () => {
  const { record } = await world.run({});
  expect(record?.phase).toBe('DONE');
  const { id = '', plan = '', deleteBy = '', target } = record ?? {};
  const name = target?.name ?? '';
  const { owner } = world.service.drills.services;
  const create = (called: string) =>
    owner.atlas.call('createFlexCluster', {
      path: { groupId: DRILLS.id },
      body: {
        name: called,
        providerSettings: { backingProviderName: 'AWS', regionName: 'US_EAST_1' },
        tags: [...targetTags(id, plan, deleteBy)],
      },
    });
  const { drillLedger } = world.service.drills.services;
  const done = await drillLedger.getDrill(id);
  if (done?.target === undefined) throw new Error('It had a target.');
  // As of a drill that was not answered, and asked again.
  await drillLedger.saveDrill({ ...done, target: { ...done.target, unanswered: true } });
  // What the drill had sent, once more.
  await create(name);
  await create('drill-copied-tag');
  world.service.simulator?.addDeployment({ projectId: DRILLS.id, name: 'drill-of-somebody', family: 'flex' });
  expect(standing()).toContain(name);
  await world.service.drills.sweep();
  expect(standing()?.sort()).toEqual(['drill-copied-tag', 'drill-of-somebody']);
});
