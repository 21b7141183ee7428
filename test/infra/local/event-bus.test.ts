/** Rules on one machine's bus: by detail type, in a time that passes. */
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { expect, test } from 'vitest';
import { type BusEvent, LocalEventBus } from '../../../infra/local/event-bus.ts';
import { wallClock } from '../../../lib/clock.ts';

const passing = { clock: wallClock, simulatorClock: wallClock, waitMs: (seconds: number) => seconds * 1_000 };
const still = { ...passing, waitMs: () => 0 };

async function put(bus: LocalEventBus, ...detailTypes: string[]) {
  const client = new EventBridgeClient(bus.connection);
  const Entries = detailTypes.map((DetailType) => ({
    Source: 'atlas-restore',
    DetailType,
    Detail: '{"id":"d-1"}',
  }));
  const { FailedEntryCount } = await client.send(new PutEventsCommand({ Entries }));
  client.destroy();
  return FailedEntryCount;
}

test('a rule gets the events of its type, until it is taken off', async () => {
  const bus = new LocalEventBus();
  const got: BusEvent[] = [];
  const stop = bus.onEvent('Verdict', passing, async (event) => void got.push(event));
  await put(bus, 'Verdict', 'Other');
  await stop();
  await put(bus, 'Verdict');
  expect(got).toEqual([{ source: 'atlas-restore', detailType: 'Verdict', detail: { id: 'd-1' } }]);
});

test('what goes wrong behind a rule is not the sender’s, and what is under way is waited for', async () => {
  const bus = new LocalEventBus();
  let ended = 0;
  const stops = [
    bus.onEvent('Verdict', passing, async () => {
      throw new Error('away');
    }),
    bus.onEvent('Verdict', passing, async () => {
      await wallClock.sleep(50);
      ended += 1;
    }),
  ];
  expect(await put(bus, 'Verdict', 'Verdict')).toBe(0);
  for (const stop of stops) await stop();
  expect(ended).toBe(2);
});

test('a clock that stands still fires nothing', async () => {
  const bus = new LocalEventBus();
  const got: BusEvent[] = [];
  const stop = bus.onEvent('Verdict', still, async (event) => void got.push(event));
  await put(bus, 'Verdict');
  await stop();
  expect(got).toEqual([]);
});
