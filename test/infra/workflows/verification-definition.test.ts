/** What must hold of the verification's definition whatever it does. It is executed in `verification.test.ts`. */
import { existsSync, readFileSync } from 'node:fs';
import aslValidator from 'asl-validator';
import { describe, expect, test } from 'vitest';
import { VERIFICATION_TASKS } from '../../../infra/workflows/tasks.ts';
import * as atlasErrors from '../../../lib/atlas/errors.ts';
import { LedgerConflict } from '../../../lib/aws/ledger-conflict.ts';
import type { Definition } from './history.ts';

const ROOT = new URL('../../../', import.meta.url);
const TEXT = readFileSync(new URL('infra/workflows/verification.asl.json', ROOT), 'utf8');
const definition = JSON.parse(TEXT) as Definition;
const tasks = Object.entries(definition.States).filter(([, { Type }]) => Type === 'Task');

test('the validator of the Amazon States Language accepts it', () => {
  const arn = 'arn:aws:lambda:eu-central-1:123456789012:function:task';
  const { isValid, errorsText } = aslValidator(JSON.parse(TEXT.replaceAll(/\$\{\w+\}/g, arn)));
  expect([isValid, errorsText()]).toEqual([true, '']);
});

test('each placeholder has its function, and each function its placeholder', () => {
  const placeholders = new Set([...TEXT.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name));
  expect([...placeholders].sort()).toEqual(Object.keys(VERIFICATION_TASKS).sort());
  for (const path of Object.values(VERIFICATION_TASKS))
    expect(existsSync(new URL(path, ROOT)), path).toBe(true);
});

describe.each(tasks)('%s', (_, { TimeoutSeconds, Retry = [], Catch = [] }) => {
  test('has a time limit, retries of which none hides another, and a Catch of everything that keeps its input', () => {
    expect(TimeoutSeconds).toBeGreaterThan(0);
    const names = Retry.flatMap(({ ErrorEquals }) => ErrorEquals);
    expect(names.length).toBeGreaterThan(0);
    expect(new Set(names).size).toBe(names.length);
    expect(Catch.at(-1)).toMatchObject({ ErrorEquals: ['States.ALL'], ResultPath: '$.failure' });
  });
});

test('whatever fails before the decision leads to it, and what fails after it changes nothing', () => {
  expect(Object.fromEntries(tasks.map(([name, { Catch = [] }]) => [name, Catch.at(-1)?.Next]))).toEqual({
    Open: 'Close',
    Read: 'Close',
    ReadOn: 'Close',
    Close: 'NotDecided',
    Assure: 'Decided',
  });
});

test('every error that a rule names is thrown by somebody: AWS, or an exported class of ours of that name', () => {
  const named = tasks.flatMap(([, { Retry = [] }]) => Retry).flatMap(({ ErrorEquals }) => ErrorEquals);
  const ours = [...new Set(named)].filter((name) => !/^(States|Lambda)\./.test(name)).sort();
  expect(ours).toEqual(['AtlasError', 'AtlasOutcomeUnknown', 'AtlasUnavailable', 'LedgerConflict']);
  const classes: Readonly<Record<string, unknown>> = { ...atlasErrors, LedgerConflict };
  for (const name of ours) expect(classes[name]).toBeTypeOf('function');
});
