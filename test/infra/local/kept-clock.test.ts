import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type KeptClock, keptClock } from '../../../infra/local/kept-clock.ts';

const START = new Date('2026-11-22T10:00:00Z');
let folder: string;
let file: string;
const open: KeptClock[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kept-clock-'));
  file = join(folder, 'clock.json');
  vi.useFakeTimers({ toFake: ['Date', 'performance', 'setInterval', 'clearInterval'], now: START });
});
afterEach(() => {
  for (const clock of open.splice(0)) clock.close();
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

/** As if a process were started; nothing of it is left but the file. */
function started(speed: number, from: string | undefined = file): KeptClock {
  const clock = keptClock(speed, from);
  open.push(clock);
  return clock;
}
const keptTime = () => Date.parse(JSON.parse(readFileSync(file, 'utf8')).time);

describe('the kept clock', () => {
  test('starts at the real time and runs fast from there', () => {
    const clock = started(60);
    expect(clock.now()).toEqual(START);
    vi.advanceTimersByTime(1_000);
    expect(clock.now()).toEqual(new Date('2026-11-22T10:01:00Z'));
  });

  test('always has written a time that it has not given out yet', () => {
    const clock = started(60);
    for (let step = 0; step < 40; step += 1) {
      expect(keptTime()).toBeGreaterThan(clock.now().getTime());
      vi.advanceTimersByTime(137);
    }
  });

  test('never goes back over restarts, however short, long or often', () => {
    const life = fc.record({
      speed: fc.integer({ min: 1, max: 1_000 }),
      livesMs: fc.nat({ max: 3_000 }),
      /** How the real clock is set between two lives. */
      restMs: fc.integer({ min: -3_600_000, max: 3_600_000 }),
    });
    fc.assert(
      fc.property(fc.array(life, { minLength: 1, maxLength: 6 }), (lives) => {
        rmSync(file, { force: true });
        vi.setSystemTime(START);
        let last = Number.NEGATIVE_INFINITY;
        for (const { speed, livesMs, restMs } of lives) {
          const clock = keptClock(speed, file);
          expect(clock.now().getTime()).toBeGreaterThanOrEqual(last);
          vi.advanceTimersByTime(livesMs);
          last = clock.now().getTime();
          // The same as being killed: closing writes nothing.
          clock.close();
          vi.setSystemTime(Date.now() + restMs);
        }
      }),
      { numRuns: 25 },
    );
  });

  test('catches up with a real time that has overtaken it', () => {
    started(1).close();
    vi.setSystemTime(new Date('2027-01-01T00:00:00Z'));
    expect(started(1).now()).toEqual(new Date('2027-01-01T00:00:00Z'));
  });

  test.each<[string, string]>([
    ['cut off', '{"time":"2026'],
    ['empty', ''],
    ['of another kind', '{"time":"tomorrow"}'],
    ['null', 'null'],
  ])('starts at the real time with a file that is %s', (_, text) => {
    writeFileSync(file, text);
    expect(started(60).now()).toEqual(START);
    expect(keptTime()).toBeGreaterThan(START.getTime());
  });

  test('is forgotten without a file', () => {
    const clock = keptClock(1_000);
    open.push(clock);
    vi.advanceTimersByTime(60_000);
    clock.close();
    expect(keptClock(1).now().getTime()).toBe(START.getTime() + 60_000);
  });

  test('writes nothing more once it is closed', () => {
    const clock = started(60);
    clock.close();
    const before = keptTime();
    vi.advanceTimersByTime(60_000);
    expect(keptTime()).toBe(before);
  });
});
