import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Harness, requests, startHarness } from '../../../support/service-harness.ts';

let harness: Harness;
beforeAll(async () => {
  const t = performance.now();
  harness = await startHarness();
  console.log('start', performance.now() - t);
});
afterAll(() => harness.close());
for (let i = 0; i < 6; i++) test(`r${i}`, async () => {
  const t = performance.now();
  const r = await harness.restore(requests.dedicated({ again: true }));
  console.log(performance.now() - t, r.status, harness.events.length);
});
test('flex', async () => {
  const t = performance.now();
  const r = await harness.restore(requests.flex({ again: true }));
  console.log(performance.now() - t, r.status, harness.events.length);
});
test('dl', async () => {
  const t = performance.now();
  const r = await harness.restore(requests.download({ again: true }));
  console.log(performance.now() - t, r.status, harness.events.length, JSON.stringify(harness.events.at(-1)));
});
