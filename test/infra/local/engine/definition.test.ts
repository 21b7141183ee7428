import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  type Definition,
  placeholdersOf,
  scaleRetries,
  waitStates,
} from '../../../../infra/local/engine/definition.ts';
import { RESTORE_TASKS } from '../../../../infra/workflows/tasks.ts';

const SMALL: Definition = {
  States: {
    One: {
      Type: 'Task',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of the definition
      Resource: '${OneArn}',
      Retry: [
        { IntervalSeconds: 30, MaxDelaySeconds: 60, BackoffRate: 2 } as { IntervalSeconds: number },
        {},
      ],
    },
    Two: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke' },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: not a whole placeholder
    Three: { Type: 'Task', Resource: 'arn:${Partition}:lambda' },
    Later: { Type: 'Wait' },
    Pass: { Type: 'Pass' },
  },
};

describe('a definition', () => {
  test('has placeholders where a resource is nothing else', () => {
    expect([...placeholdersOf(SMALL)]).toEqual([['One', 'OneArn']]);
  });

  test('has states that wait', () => {
    expect(waitStates(SMALL)).toEqual(['Later']);
  });

  test('has its pauses between tries made shorter, and keeps its back-off', () => {
    const { One } = scaleRetries(SMALL, (seconds) => seconds * 10).States;
    expect(One?.Retry).toEqual([
      { IntervalSeconds: 0.3, MaxDelaySeconds: 0.6, BackoffRate: 2 },
      { IntervalSeconds: 0.01 },
    ]);
  });

  test('of restores has a function behind each placeholder, and no function without one', () => {
    const text = readFileSync(
      new URL('../../../../infra/workflows/restore.asl.json', import.meta.url),
      'utf8',
    );
    const used = new Set(placeholdersOf(JSON.parse(text) as Definition).values());
    expect([...used].sort()).toEqual(Object.keys(RESTORE_TASKS).sort());
  });
});
