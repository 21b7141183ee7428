/** What must hold of the definition whatever it does. It is executed state by state in `restore.test.ts`. */
import { existsSync, readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import aslValidator from 'asl-validator';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RESTORE_TASKS } from '../../../infra/workflows/tasks.ts';
import { FAMILIES } from '../../../lib/atlas/operations.ts';
import { LONGEST_PAUSE_SECONDS } from '../../../lib/restores/pause.ts';
import { nextPollSeconds, type PollQuestion } from '../../../lib/restores/poll-plan.ts';
import { MAX_TIME_LIMIT_MINUTES } from '../../../lib/restores/request.ts';
import { definition, statesALook, statesOfType, TEXT } from './history.ts';

const ROOT = new URL('../../../', import.meta.url);
const tasks = statesOfType('Task');

test('the validator of the Amazon States Language accepts it, with a function for each placeholder', () => {
  const arn = 'arn:aws:lambda:eu-central-1:123456789012:function:task';
  const { isValid, errorsText } = aslValidator(JSON.parse(TEXT.replaceAll(/\$\{\w+\}/g, arn)));
  expect(errorsText()).toBe('');
  expect(isValid).toBe(true);
});

test('each placeholder has its function, and each function its placeholder', () => {
  const placeholders = [...TEXT.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
  expect(placeholders.sort()).toEqual(Object.keys(RESTORE_TASKS).sort());
  for (const path of Object.values(RESTORE_TASKS)) expect(existsSync(new URL(path, ROOT)), path).toBe(true);
});

describe.each(tasks)('%s', (_, { TimeoutSeconds, Retry = [], Catch = [] }) => {
  test('has a time limit, retries, and a Catch of everything that keeps its input', () => {
    expect(TimeoutSeconds).toBeGreaterThan(0);
    expect(Retry.length).toBeGreaterThan(0);
    expect(Catch.at(-1)).toMatchObject({ ErrorEquals: ['States.ALL'], ResultPath: '$.failure' });
  });

  test('retries in rules of which none hides another', () => {
    const names = Retry.flatMap(({ ErrorEquals }) => ErrorEquals);
    expect(new Set(names).size).toBe(names.length);
    // The wildcard takes every error that no rule before it names.
    expect(Retry.findIndex(({ ErrorEquals }) => ErrorEquals.includes('States.TaskFailed'))).toBe(
      Retry.length - 1,
    );
  });
});

test('every error that a rule names is thrown by somebody: AWS, or an exported class of ours of that name', async () => {
  const classes = new Map<string, unknown>();
  for await (const path of glob('lib/**/*.ts', { cwd: ROOT })) {
    const module = (await import(new URL(path, ROOT).href)) as Record<string, unknown>;
    for (const [name, value] of Object.entries(module)) {
      if (typeof value === 'function' && value.prototype instanceof Error) classes.set(name, value);
    }
  }
  const named = tasks
    .flatMap(([, { Retry = [], Catch = [] }]) => [...Retry, ...Catch])
    .flatMap(({ ErrorEquals }) => ErrorEquals);
  const ours = [...new Set(named)].filter((name) => !/^(States|Lambda)\./.test(name));
  expect(ours.sort()).toEqual(['AtlasError', 'AtlasUnavailable', 'LedgerConflict']);
  for (const name of ours) {
    const thrown = classes.get(name) as new (fault: object) => Error;
    expect(new thrown({ parameters: [] }).name).toBe(name);
  }
});

describe('the ends', () => {
  test('success hands out the record; every failure has its name and the record as its cause', () => {
    expect(statesOfType('Succeed')).toEqual([
      ['Succeeded', expect.objectContaining({ OutputPath: '$.record' })],
    ]);
    const failures = statesOfType('Fail').map(([name, { Error: error, CausePath }]) => [
      name,
      error,
      CausePath,
    ]);
    expect(failures).toEqual([
      ['Failed', 'RestoreFailed', '$.cause'],
      ['Cancelled', 'RestoreCancelled', '$.cause'],
      ['TimedOut', 'RestoreTimedOut', '$.cause'],
      ['Refused', 'RestoreRefused', '$.cause'],
      ['NotRecorded', 'RestoreNotRecorded', '$.failure.Cause'],
    ]);
  });

  test('each name is documented', () => {
    const text = readFileSync(new URL('docs/api.md', ROOT), 'utf8');
    for (const [, { Error: error = '' }] of statesOfType('Fail')) expect(text).toContain(`\`${error}\``);
  });
});

describe('the longest restore', () => {
  const LIMIT_SECONDS = MAX_TIME_LIMIT_MINUTES * 60;

  test('ends by itself a day before the machine is stopped, which skips every Catch', () => {
    expect(definition.TimeoutSeconds).toBe(LIMIT_SECONDS + 24 * 3600);
  });

  /** Entered and exited; a task is scheduled, started and succeeds between. */
  const eventsOfState = (name: string) => (definition.States[name]?.Type === 'Task' ? 5 : 2);
  const eventsALook = () => statesALook().reduce((sum, name) => sum + eventsOfState(name), 0);

  /** Start, plan, outcome and end, and a create step that is asked again for a day at its longest pause. */
  const eventsBesides = () => 50 + (24 * 3600 * eventsALook()) / LONGEST_PAUSE_SECONDS;
  const MOST_EVENTS = 25_000;

  function eventsOf(question: Omit<PollQuestion, 'elapsedSeconds'>): number {
    let looks = 0;
    for (let elapsedSeconds = 0; elapsedSeconds < LIMIT_SECONDS; looks += 1)
      elapsedSeconds += nextPollSeconds({ ...question, elapsedSeconds });
    return looks * eventsALook() + eventsBesides();
  }

  const deliveries = ['restore', 'download'] as const;
  const cases = FAMILIES.flatMap((family) => deliveries.map((delivery) => ({ family, delivery })));

  test.each(cases)('$family, $delivery: takes less than half of the history of one execution', (one) => {
    expect(eventsOf({ ...one, usual: null, activeJobs: 1 })).toBeLessThan(MOST_EVENTS / 2);
    const numbers = fc.record({
      usual: fc.option(
        fc
          .tuple(fc.nat({ max: LIMIT_SECONDS }), fc.nat({ max: LIMIT_SECONDS }))
          .map(([a, b]) => ({ fromSeconds: Math.min(a, b), toSeconds: Math.max(a, b) })),
        { nil: null },
      ),
      activeJobs: fc.integer({ min: 1, max: 5_000 }),
    });
    const fits = fc.property(numbers, (given) => eventsOf({ ...one, ...given }) < MOST_EVENTS / 2);
    fc.assert(fits, { numRuns: 50, seed: 20_261_122 });
  });

  test('fits even if Atlas never tells how it is, at the longest pause after each look', () => {
    const looks = LIMIT_SECONDS / LONGEST_PAUSE_SECONDS;
    expect(looks * eventsALook() + eventsBesides()).toBeLessThan(MOST_EVENTS);
  });
});
