/** What the world is told of a drill, through the whole service. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { BusEvent } from '../../../infra/local/event-bus.ts';
import type { DrillView } from '../../../lib/drills/view.ts';
import type { DrillEvent } from '../../../lib/events/drill-event.ts';
import { eventCheck } from '../../support/event-schemas.ts';
import { type Harness, startHarness } from '../../support/service-harness.ts';

const VERDICT = 'Restore Drill State Change';
const CLEANUP = 'Restore Drill Cleanup State Change';

let harness: Harness;
let bus: BusEvent[];
beforeEach(async () => {
  bus = [];
  const onRestoreEvent = (event: BusEvent) => {
    bus.push(event);
  };
  harness = await startHarness({ dataEndpoints: true, onRestoreEvent });
});
afterEach(() => harness.close());

const told = (detailType: string) =>
  bus.filter((event) => event.detailType === detailType).map(({ detail }) => detail as DrillEvent);

async function drilled(meanwhile: (id: string) => Promise<unknown> = async () => {}): Promise<DrillView> {
  const { drills } = (
    await harness.call<{ drills: { id: string }[] }>('POST', '/v1/plans/nightly-accounts/drills')
  ).body;
  const id = drills[0]?.id ?? '';
  await meanwhile(id);
  await harness.service.drills.endOf(id);
  return (await harness.call<DrillView>('GET', `/v1/drills/${id}`)).body;
}

test('are its verdict and its cleanup, each once, in that order, and fit their schemas', async () => {
  const view = await drilled();
  const types = bus.map(({ detailType }) => detailType).filter((type) => type.startsWith('Restore Drill'));
  expect(types).toEqual([VERDICT, CLEANUP]);
  const [[verdict], [cleanup]] = [told(VERDICT), told(CLEANUP)];
  for (const [type, event] of [
    [VERDICT, verdict],
    [CLEANUP, cleanup],
  ] as const) {
    const fits = eventCheck(type);
    expect([fits(event), fits.errors]).toEqual([true, null]);
  }
  expect(verdict).toMatchObject({
    eventId: `${view.id}#VERDICT`,
    verdict: 'PASSED',
    // The evidence is there before anybody is told.
    sequence: view.evidence?.sequence,
    cleanup: null,
  });
  const { schemaVersion, eventId, sequence, ...last } = cleanup!;
  expect([schemaVersion, eventId, sequence]).toEqual([
    1,
    `${view.id}#CLEANUP`,
    view.cleanup?.evidence?.sequence,
  ]);
  expect(last).toEqual(view);
});

test('fit their schemas of a drill that was stopped, too', async () => {
  const view = await drilled((id) => harness.call('DELETE', `/v1/drills/${id}`));
  expect(view.verdict).toBe('INCONCLUSIVE');
  for (const type of [VERDICT, CLEANUP]) {
    const fits = eventCheck(type);
    expect(told(type).map((event) => [fits(event), fits.errors])).toEqual([[true, null]]);
  }
});

test('hold no address, no password and no document', async () => {
  await drilled();
  const text = JSON.stringify([told(VERDICT), told(CLEANUP)]);
  expect(text).not.toMatch(/mongodb(\+srv)?:|https?:\/\//);
});
