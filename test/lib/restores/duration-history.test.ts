import { describe, expect, test } from 'vitest';
import type { DurationHistory, Ledger } from '../../../lib/aws/ledger.ts';
import { durationKey, pastRestores, rememberDuration } from '../../../lib/restores/duration-history.ts';
import { usualEnd } from '../../../lib/restores/expected-duration.ts';
import type { RestoreRecord } from '../../../lib/restores/record.ts';
import { recordOf, SOURCE, TARGET } from '../aws/records.ts';
import { useLedger } from '../aws/setup.ts';
import { rememberingLog } from '../http/events.ts';

function ended(at: number, more: Partial<RestoreRecord> = {}): RestoreRecord {
  return recordOf({
    id: `restore-${at}`,
    status: 'SUCCEEDED',
    createdAt: new Date(Date.UTC(2026, 10, 1) + at * 3_600_000).toISOString(),
    durations: { queuedSeconds: 1, runningSeconds: at, totalSeconds: at + 1 },
    ...more,
  });
}

describe('the history of durations', () => {
  const ledger = useLedger();
  const context = () => ({ ledger: ledger(), ...rememberingLog() });
  const seconds = async (record: RestoreRecord) =>
    (await pastRestores(context(), record)).map((one) => one.seconds);

  test('holds the last twenty that went well, newest first, each once, in whatever order they end', async () => {
    const source = { ...SOURCE, name: 'many' };
    for (const at of [3, 1, 2, 2, ...Array.from({ length: 21 }, (_, more) => more + 4)])
      await rememberDuration(context(), ended(at, { source }));
    const last = Array.from({ length: 20 }, (_, at) => 24 - at);
    expect(await seconds(ended(0, { source }))).toEqual(last);
  });

  test('knows nothing of restores that failed, or did not say how long they took', async () => {
    const source = { ...SOURCE, name: 'failed' };
    await rememberDuration(context(), ended(1, { source, status: 'FAILED' }));
    const { durations: _none, ...silent } = ended(2, { source });
    await rememberDuration(context(), silent);
    expect(await seconds(ended(0, { source }))).toEqual([]);
  });

  test('is of one source and one class of target', () => {
    const { target: _none, ...download } = ended(1);
    const collections = { writeStrategy: 'CREATE_NEW', indexStrategy: 'ALL' } as const;
    const keys = [
      ended(1),
      ended(1, { source: { ...SOURCE, name: 'Other' } }),
      ended(1, { source: { ...SOURCE, family: 'flex' } }),
      ended(1, { target: { ...TARGET, size: 'M10' } }),
      ended(1, { target: { ...TARGET, size: 'M30' } }),
      ended(1, { target: { ...TARGET, family: 'flex' } }),
      ended(1, { collections }),
      download,
    ].map(durationKey);
    expect(new Set(keys).size).toBe(keys.length);
    // Which cluster of its class it is makes no difference.
    expect(durationKey(ended(1, { target: { ...TARGET, name: 'Third', id: 'x' } }))).toBe(keys[0]);
  });

  test('of restores that end at the same moment loses none, or leaves it to the others', async () => {
    const source = { ...SOURCE, name: 'busy' };
    await Promise.all([1, 2, 3].map((at) => rememberDuration(context(), ended(at, { source }))));
    expect((await seconds(ended(0, { source }))).length).toBeGreaterThanOrEqual(1);
  });

  test.each(['durations', 'saveDurations'] as const)(
    'that cannot be reached (%s) fails nothing, and is said in the log',
    async (method) => {
      const broken = {
        durations: async (): Promise<DurationHistory> => ({ version: 0, past: [] }),
        saveDurations: async () => true,
        [method]: async () => {
          throw new TypeError('away');
        },
      } as unknown as Ledger;
      const { log, lines } = rememberingLog();
      await rememberDuration({ ledger: broken, log }, ended(1));
      expect(lines).toMatchObject([{ level: 'warn', message: 'duration not remembered' }]);
    },
  );
});

describe('the usual end', () => {
  test('is not invented', () => {
    expect(usualEnd([])).toBeNull();
  });

  test('is between the tenth and the ninety-fifth of a hundred', () => {
    const past = Array.from({ length: 100 }, (_, at) => ({ seconds: 100 - at }));
    expect(usualEnd(past)).toEqual({ fromSeconds: 10, toSeconds: 95 });
    expect(usualEnd([{ seconds: 232 }])).toEqual({ fromSeconds: 232, toSeconds: 232 });
  });
});
