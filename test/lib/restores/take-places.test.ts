/** Restores of a fleet take places in one budget, on one ledger; a few restores do not, and a ledger that is away costs nothing. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { RateSeen } from '../../../lib/atlas/rates-seen.ts';
import type { Ledger } from '../../../lib/aws/ledger.ts';
import { silentLog } from '../../../lib/log.ts';
import type { RestoreContext } from '../../../lib/restores/context.ts';
import { inBudget } from '../../../lib/restores/steps/in-budget.ts';
import { check, end } from '../../../lib/restores/steps/step.ts';
import { FLEET, takePlaces } from '../../../lib/restores/take-places.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { type Bench, startBench } from './steps/bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

let projects = 0;
let clock: FakeClock;
let seen: RateSeen | undefined;
beforeEach(() => {
  projects += 1;
  clock = new FakeClock();
  seen = undefined;
});

const context = (more: Partial<RestoreContext> = {}): RestoreContext =>
  ({
    ...bench.context,
    clock,
    log: silentLog,
    atlas: { rateSeen: () => seen },
    ...more,
  }) as unknown as RestoreContext;
const record = () =>
  ({
    id: 'a-restore',
    source: { projectId: `project-${projects}`, family: 'cluster', name: 'Cluster0' },
  }) as never;
const take = (calls: number, activeJobs = 1_000) => takePlaces(context(), record(), calls, activeJobs);

describe('places', () => {
  test('are not taken where there are few restores', async () => {
    expect(await take(1, FLEET - 1)).toBeUndefined();
    expect(await take(1, FLEET)).toEqual({ waitSeconds: 0 });
  });

  test('are each taken once, by fifty at the same moment', async () => {
    await Promise.all(Array.from({ length: 50 }, () => take(20)));
    const budget = await bench.context.ledger.rateBudget(`cluster#project-${projects}`);
    // Who loses five times in a row takes none: it is advice.
    expect(budget?.left).toBeLessThanOrEqual(1_200 - 40 * 20);
    expect(budget?.left).toBeGreaterThanOrEqual(200);
  });

  test('beyond what is left are of the next minute, and none is left behind by those who come then', async () => {
    expect(await take(1_200)).toEqual({ waitSeconds: 0 });
    const { waitSeconds = 0 } = (await take(300)) ?? {};
    expect(waitSeconds).toBeGreaterThanOrEqual(60);
    expect(waitSeconds).toBeLessThan(65);
    clock.advance(61_000);
    expect(await take(200)).toEqual({ waitSeconds: 0 });
    expect((await take(1))?.waitSeconds).toBeGreaterThan(50);
  });

  test('go by what one container has heard from Atlas, for all', async () => {
    await take(1);
    seen = { at: clock.now().getTime(), remaining: 0, retryAt: clock.now().getTime() + 30_000 };
    await take(1);
    seen = undefined;
    const { waitSeconds = 0 } = (await take(1)) ?? {};
    expect(waitSeconds).toBeGreaterThanOrEqual(30);
    expect(waitSeconds).toBeLessThan(35);
  });

  test('do not go by what it heard long ago', async () => {
    await take(1);
    seen = { at: clock.now().getTime(), remaining: 0, retryAt: clock.now().getTime() + 30_000 };
    clock.advance(6_000);
    expect(await take(1)).toEqual({ waitSeconds: 0 });
  });

  test('are not needed where the ledger does not answer', async () => {
    const away = {
      takePlaces: async () => {
        throw new Error('away');
      },
    } as unknown as Ledger;
    expect(await takePlaces(context({ ledger: away }), record(), 1, 1_000)).toBeUndefined();
  });
});

describe('a step of a fleet', () => {
  const step = (before: object = {}) => {
    let asked = 0;
    const ledger = new Proxy(bench.context.ledger, {
      get: (target, key) => {
        if (key === 'countActive') return async () => 1_000;
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    const order = { calls: 1, before, again: check('a-restore') };
    return inBudget(context({ ledger }), record(), order, async () => {
      asked += 1;
      return end('a-restore');
    }).then((came) => ({ came, asked }));
  };

  test('asks at once where there is room', async () => {
    expect(await step()).toEqual({ came: end('a-restore'), asked: 1 });
  });

  test('asks nothing where there is none, and comes back with its place and its trouble', async () => {
    await take(1_200);
    const { came, asked } = await step({ trouble: { times: 2 } });
    expect(asked).toBe(0);
    expect(came).toMatchObject({ next: 'CHECK', trouble: { times: 2 } });
    expect(came.waitSeconds).toBeGreaterThanOrEqual(60);
    clock.advance(came.waitSeconds * 1_000);
    // Somebody else has taken all of the next minutes: its place is its own.
    await take(5_000);
    expect((await step(came)).asked).toBe(1);
  });

  test('stands in a long line bit by bit', async () => {
    await take(1_200 + 5_000);
    const { came } = await step();
    expect(came.waitSeconds).toBe(300);
    clock.advance(300_000);
    const again = await step(came);
    expect(again.asked).toBe(0);
    expect(again.came.placeAt).toBe(came.placeAt);
    clock.advance(400_000);
    expect((await step(again.came)).asked).toBe(1);
  });
});
