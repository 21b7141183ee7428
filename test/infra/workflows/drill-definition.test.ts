/** What must hold of the drill's definition whatever it does. It is executed in `drill.test.ts` and in the fault matrix. */
import { existsSync, readFileSync } from 'node:fs';
import aslValidator from 'asl-validator';
import { describe, expect, test } from 'vitest';
import { DRILL_TASKS, RESTORE_MACHINE } from '../../../infra/workflows/tasks.ts';
import * as atlasErrors from '../../../lib/atlas/errors.ts';
import { LedgerConflict } from '../../../lib/aws/ledger-conflict.ts';
import { PHASES } from '../../../lib/drills/record.ts';
import type { Definition, State } from './history.ts';

const ROOT = new URL('../../../', import.meta.url);
const TEXT = readFileSync(new URL('infra/workflows/drill.asl.json', ROOT), 'utf8');
const definition = JSON.parse(TEXT) as Definition;
const ofType = (type: string): readonly (readonly [string, State])[] =>
  Object.entries(definition.States).filter(([, state]) => state.Type === type);
const tasks = ofType('Task');

test('the validator of the Amazon States Language accepts it', () => {
  const arn = 'arn:aws:lambda:eu-central-1:123456789012:function:task';
  const { isValid, errorsText } = aslValidator(JSON.parse(TEXT.replaceAll(/\$\{\w+\}/g, arn)));
  expect(errorsText()).toBe('');
  expect(isValid).toBe(true);
});

test('each placeholder has its function or machine, and each function its placeholder', () => {
  const placeholders = new Set([...TEXT.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name));
  expect([...placeholders].sort()).toEqual([...Object.keys(DRILL_TASKS), RESTORE_MACHINE].sort());
  for (const path of Object.values(DRILL_TASKS)) expect(existsSync(new URL(path, ROOT)), path).toBe(true);
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
  });
});

test('every error that a rule names is thrown by somebody: AWS, or an exported class of ours of that name', () => {
  const named = tasks
    .flatMap(([, { Retry = [], Catch = [] }]) => [...Retry, ...Catch])
    .flatMap(({ ErrorEquals }) => ErrorEquals);
  const ours = [...new Set(named)].filter((name) => !/^(States|Lambda|StepFunctions)\./.test(name)).sort();
  expect(ours).toEqual(['AtlasError', 'AtlasOutcomeUnknown', 'AtlasUnavailable', 'LedgerConflict']);
  const classes: Readonly<Record<string, unknown>> = { ...atlasErrors, LedgerConflict };
  for (const name of ours) expect(classes[name]).toBeTypeOf('function');
});

interface Route {
  readonly Next: string;
  readonly StringEquals?: string;
  readonly And?: readonly { readonly StringEquals?: string }[];
}

test('every phase is routed to a task of its own', () => {
  const { Choices, Default } = definition.States.Route as Omit<State, 'Choices'> & {
    readonly Choices: readonly Route[];
  };
  const said = Choices.map(({ StringEquals, And }) => StringEquals ?? And?.[0]?.StringEquals);
  expect(Default).toBe('Report');
  expect(PHASES.filter((phase) => phase !== 'DONE' && !said.includes(phase))).toEqual([]);
});

test('whatever fails before the evidence leads to it, and whatever fails after it to the end of the cleanup', () => {
  const caught = Object.fromEntries(tasks.map(([name, { Catch = [] }]) => [name, Catch.at(-1)?.Next]));
  const before = [
    'Preflight',
    'ChooseSnapshot',
    'PrepareTarget',
    'StartRestore',
    'FollowRestore',
    'FollowFailed',
    'OpenAccess',
    'Verify',
    'VerifyOn',
  ];
  for (const name of before) expect(caught[name], name).toBe('StepFailed');
  expect(caught).toMatchObject({
    Restore: 'FollowFailed',
    StepFailed: 'ReportFailed',
    RecordEvidence: 'CleanUpFirst',
    CleanUpFirst: 'ReportFailed',
    CleanUp: 'ReportFailed',
    Report: 'NotReported',
    ReportFailed: 'NotReported',
  });
});

test('the nested restore has one name, and is tried under no other', () => {
  expect(definition.States.Restore).toMatchObject({
    Resource: 'arn:aws:states:::states:startExecution.sync:2',
    Parameters: { 'Name.$': '$.restore.name', 'Input.$': '$.restore.input' },
  });
});

describe('the ends', () => {
  test('success hands out the drill; every failure has its name and the drill as its cause', () => {
    expect(ofType('Succeed')).toEqual([['Passed', expect.objectContaining({ OutputPath: '$.drill' })]]);
    expect(ofType('Fail').map(([name, { Error: error, CausePath }]) => [name, error, CausePath])).toEqual([
      ['Failed', 'DrillFailed', '$.cause'],
      ['NotCleaned', 'DrillNotCleaned', '$.cause'],
      ['Inconclusive', 'DrillInconclusive', '$.cause'],
      ['NotReported', 'DrillNotReported', '$.failure.Cause'],
    ]);
  });

  test('each name is documented', () => {
    const text = readFileSync(new URL('docs/drills.md', ROOT), 'utf8');
    for (const [, { Error: error = '' }] of ofType('Fail')) expect(text).toContain(`\`${error}\``);
  });
});

test('the longest drill ends by itself a day before the machine is stopped, which skips every Catch', () => {
  const LONGEST_DRILL_SECONDS = 1_440 * 60;
  expect(definition.TimeoutSeconds).toBe(LONGEST_DRILL_SECONDS + 24 * 3_600);
});
