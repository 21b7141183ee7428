import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import {
  type EngineOptions,
  type ExecutionEvent,
  WorkflowEngine,
} from '../../../../infra/local/engine/workflow-engine.ts';
import { AwsFault } from '../../../../infra/local/in-process-aws.ts';
import type { LambdaHandler } from '../../../../lib/lambda.ts';
import { silentLog } from '../../../../lib/log.ts';

/** Work, wait as long as the work says, work again until it says that it is done. */
const DEFINITION = {
  StartAt: 'Begin',
  States: {
    Begin: {
      Type: 'Pass',
      Parameters: { 'id.$': '$$.Execution.Name', 'execution.$': '$$.Execution.Id', 'input.$': '$' },
      Next: 'Work',
    },
    Work: {
      Type: 'Task',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of the definition
      Resource: '${WorkArn}',
      Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 30, MaxAttempts: 2 }],
      Catch: [{ ErrorEquals: ['Lost'], ResultPath: '$.failure', Next: 'Caught' }],
      Next: 'Done',
    },
    Done: {
      Type: 'Choice',
      Choices: [{ Variable: '$.done', BooleanEquals: true, Next: 'End' }],
      Default: 'Wait',
    },
    Wait: { Type: 'Wait', SecondsPath: '$.waitSeconds', Next: 'Work' },
    End: { Type: 'Succeed' },
    Caught: { Type: 'Fail', Error: 'WorkLost', CausePath: '$.failure.Error' },
  },
};
const folder = mkdtempSync(join(tmpdir(), 'engine-'));
const file = join(folder, 'definition.asl.json');
writeFileSync(file, JSON.stringify(DEFINITION));
afterAll(() => rmSync(folder, { recursive: true }));

const engineOf = (work: LambdaHandler, more: Partial<EngineOptions> = {}) =>
  new WorkflowEngine({
    definition: pathToFileURL(file),
    tasks: { WorkArn: work },
    time: { waitMs: () => 0 },
    log: silentLog,
    ...more,
  });

const done: LambdaHandler = async (event) => ({ done: true, event });

/** A task that is held until it is let go. */
function held() {
  const entered = Promise.withResolvers<void>();
  const letGo = Promise.withResolvers<void>();
  let calls = 0;
  const work: LambdaHandler = async () => {
    calls += 1;
    entered.resolve();
    await letGo.promise;
    return { done: true };
  };
  return { work, entered: entered.promise, letGo: () => letGo.resolve(), calls: () => calls };
}

class Busy extends Error {
  override name = 'Busy' as const;
}
class Lost extends Error {
  override name = 'Lost' as const;
}

describe('an execution', () => {
  /** By name of the execution: checking a definition takes long, so that all share one engine. */
  const works = new Map<string, LambdaHandler>();
  const events: ExecutionEvent[] = [];
  const told: number[] = [];
  const asked: number[] = [];
  const engine = engineOf(
    (event, context) => (works.get((event as { id: string }).id) ?? done)(event, context),
    {
      onEvent: (event) => events.push(event),
      time: {
        onWait: (seconds) => told.push(seconds),
        waitMs: (seconds) => {
          asked.push(seconds);
          return 0;
        },
      },
    },
  );
  afterAll(() => engine.close());

  function start(name: string, work: LambdaHandler = done, input: object = {}) {
    works.set(name, work);
    engine.start(name, input);
    return engine.endOf(name);
  }

  test('runs to its end under its name', async () => {
    await expect(start('restore-1', done, { asked: 'ä' })).resolves.toEqual({
      status: 'SUCCEEDED',
      output: {
        done: true,
        event: {
          id: 'restore-1',
          execution: 'arn:aws:states:local:000000000000:execution:restore:restore-1',
          input: { asked: 'ä' },
        },
      },
    });
  });

  test('is the same one while one of its name runs', async () => {
    const { work, entered, letGo, calls } = held();
    const end = start('twice', work);
    await entered;
    engine.start('twice', { another: 'input' });
    letGo();
    await expect(end).resolves.toMatchObject({ status: 'SUCCEEDED' });
    expect(calls()).toBe(1);
  });

  test('has taken its name once it has ended', async () => {
    await start('taken');
    const again = () => engine.start('taken', {});
    expect(again).toThrow(AwsFault);
    expect(again).toThrow(expect.objectContaining({ code: 'ExecutionAlreadyExists' }));
  });

  test('is none where nobody has started it', async () => {
    await expect(engine.endOf('nobody')).resolves.toBeUndefined();
  });

  test('does not stand in the way of others', async () => {
    const { work, entered, letGo } = held();
    const slow = start('slow', work);
    await entered;
    await expect(start('quick')).resolves.toMatchObject({ status: 'SUCCEEDED' });
    letGo();
    await expect(slow).resolves.toMatchObject({ status: 'SUCCEEDED' });
  });

  test('waits as long as its last task said, by the time of the service', async () => {
    const waits = [7, 301];
    const work = async () => {
      const waitSeconds = waits.shift();
      return waitSeconds === undefined ? { done: true } : { id: 'waiting', done: false, waitSeconds };
    };
    await expect(start('waiting', work)).resolves.toMatchObject({ status: 'SUCCEEDED' });
    expect(told).toEqual([7, 301]);
    expect(asked).toEqual(expect.arrayContaining([7, 301]));
  });

  test.each<[string, number, number, object]>([
    ['until it succeeds', 2, 3, { status: 'SUCCEEDED', output: { done: true } }],
    [
      'and no more often than the definition says',
      99,
      3,
      { status: 'FAILED', error: 'Busy', cause: 'Come back.' },
    ],
  ])('tries again by the name of the error, %s', async (name, failures, tries, end) => {
    let calls = 0;
    const work = async () => {
      calls += 1;
      if (calls <= failures) throw new Busy('Come back.');
      return { done: true };
    };
    await expect(start(name, work)).resolves.toEqual(end);
    expect(calls).toBe(tries);
    // The definition's interval, made short by the time of the service.
    expect(asked).toContain(30);
  });

  test('catches by the name of the error, and fails as its Fail state says', async () => {
    const work = async () => {
      throw new Lost('Gone.');
    };
    await expect(start('caught', work)).resolves.toEqual({
      status: 'FAILED',
      error: 'WorkLost',
      cause: 'Lost',
    });
  });

  test('tells its history under its name', async () => {
    await start('told');
    const entered = events.flatMap(({ execution, event }) => {
      const { type, state } = event as { type: string; state?: { name: string } };
      return execution === 'told' && type.endsWith('StateEntered') ? [state?.name] : [];
    });
    expect(entered).toEqual(['Begin', 'Work', 'Done', 'End']);
  });
});

describe('closing', () => {
  test('stops what waits', async () => {
    const waiting = Promise.withResolvers<void>();
    const engine = engineOf(async () => ({ done: false, waitSeconds: 3_600 }), {
      time: {
        waitMs: (seconds) => seconds * 1_000,
        onWait: () => waiting.resolve(),
      },
    });
    engine.start('waiting', {});
    await waiting.promise;
    await engine.close();
    await expect(engine.endOf('waiting')).resolves.toEqual({ status: 'ABORTED' });
  });

  test('waits for tasks under way, so that what they write still lands', async () => {
    const { work, entered, letGo } = held();
    const landed: string[] = [];
    const engine = engineOf(async (event, context) => {
      await work(event, context);
      landed.push('write');
      return { done: true };
    });
    engine.start('writing', {});
    await entered;
    const closed = engine.close().then(() => landed.push('closed'));
    await expect(engine.endOf('writing')).resolves.toEqual({ status: 'ABORTED' });
    await new Promise((resolve) => setImmediate(resolve));
    letGo();
    await closed;
    expect(landed).toEqual(['write', 'closed']);
  });

  test('starts nothing any more, and may be asked for twice', async () => {
    const { work, calls } = held();
    const engine = engineOf(work);
    await engine.close();
    await engine.close();
    engine.start('late', {});
    await expect(engine.endOf('late')).resolves.toBeUndefined();
    expect(calls()).toBe(0);
  });
});

test('a definition with a task that nobody does is refused by its name', () => {
  expect(() => engineOf(done, { tasks: {} })).toThrow('No function for WorkArn.');
});
