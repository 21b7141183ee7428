import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { LOCAL_SETTINGS } from '../../../infra/local/local-settings.ts';
import { resumeRestores } from '../../../infra/local/resume.ts';
import { Workflows } from '../../../lib/aws/workflows.ts';
import { isActive, STATUSES } from '../../../lib/restores/record.ts';
import { recordOf, requestOf } from '../../lib/aws/records.ts';
import { useLedger } from '../../lib/aws/setup.ts';

const ledger = useLedger();
const functions = mockClient(SFNClient);
const workflows = new Workflows('arn:aws:states:local:000000000000:stateMachine:restore', LOCAL_SETTINGS);

// Workers are shared between files: the class must be whole again for the next.
afterAll(() => functions.restore());
beforeEach(() => {
  functions.reset();
  functions.on(StartExecutionCommand).resolves({});
});

const started = () => functions.commandCalls(StartExecutionCommand).map(({ args }) => args[0].input);

test('nothing is taken up from an empty ledger', async () => {
  await expect(resumeRestores({ ledger: ledger(), workflows })).resolves.toEqual([]);
  expect(started()).toEqual([]);
});

test('every restore that has not ended gets its execution again, over all pages, and no other', async () => {
  // One more than a page of the ledger.
  const active = Array.from({ length: 101 }, (_, at) =>
    recordOf({ id: `active-${at}`, status: at % 2 ? 'QUEUED' : 'RUNNING' }),
  );
  const ended = STATUSES.filter((status) => !isActive(status)).map((status) =>
    recordOf({ id: `ended-${status}`, status }),
  );
  await Promise.all([...active, ...ended].map((record) => ledger().createRestore(record)));
  const resumed = await resumeRestores({ ledger: ledger(), workflows });
  const ids = active.map(({ id }) => id).sort();
  expect([...resumed].sort()).toEqual(ids);
  expect(
    started()
      .map(({ name }) => name)
      .sort(),
  ).toEqual(ids);
  expect(JSON.parse(started()[0]?.input ?? '')).toEqual(requestOf());
});
