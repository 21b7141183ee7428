import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { taskFunction } from '../../../lib/http/task-function.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { rememberingLog } from './events.ts';

function task(handle: (input: { id: string }) => Promise<unknown>) {
  const { log, lines } = rememberingLog();
  const definition = taskFunction({ needs: {}, step: 'check', input: z.object({ id: z.string() }), handle });
  return { run: definition.build({ clock: new FakeClock(), log }), lines };
}

class AtlasAway extends Error {
  override name = 'AtlasAway' as const;
}

describe('a task of the workflow', () => {
  test('gets its input and gives its output', async () => {
    const { run, lines } = task(async ({ id }) => ({ id, next: 'CHECK' }));
    await expect(run({ id: 'r1', of: 'an older release' }, {})).resolves.toEqual({ id: 'r1', next: 'CHECK' });
    expect(lines).toMatchObject([{ level: 'info', message: 'step done', fields: { next: 'CHECK' } }]);
  });

  test('fails with the very error, whose name the workflow catches, and logs it', async () => {
    const error = new AtlasAway('Atlas is away.');
    const { run, lines } = task(async () => {
      throw error;
    });
    await expect(run({ id: 'r1' }, {})).rejects.toBe(error);
    expect(lines).toMatchObject([
      { level: 'error', message: 'step failed', fields: { error: 'AtlasAway', detail: 'Atlas is away.' } },
    ]);
  });

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['no id', {}],
    ['an id that is none', { id: 5 }],
  ])('is not run with %s', async (_, input) => {
    let ran = false;
    const { run, lines } = task(async () => {
      ran = true;
    });
    await expect(run(input, {})).rejects.toThrow();
    expect(ran).toBe(false);
    expect(lines).toHaveLength(1);
  });
});
