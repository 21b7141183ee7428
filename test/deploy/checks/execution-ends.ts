/** Executions that end before their restore: the rule and the function behind it. */
import assert from 'node:assert/strict';
import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import type { Caller } from '../callers.ts';
import { clients, outputs } from '../clients.ts';
import { accepted, call, check, ended, FLEX, invoke, until } from './check.ts';

export async function checkExecutionEnds(operator: Caller): Promise<void> {
  const executions = outputs().RestoreStateMachineArn.replace(':stateMachine:', ':execution:');

  await check(
    'a restore whose execution is stopped while Atlas is at it is followed to its end',
    async () => {
      const id = await accepted(operator, { ...FLEX, again: true });
      await until('Atlas has its job', async () => {
        const { body } = await call(operator, `/v1/restores/${id}`);
        return body.atlasJobId === undefined ? undefined : body;
      });
      await clients.sfn.send(new StopExecutionCommand({ executionArn: `${executions}:${id}` }));
      const view = await ended(operator, id);
      assert.equal(view.status, 'SUCCEEDED', JSON.stringify(view));
    },
  );

  await check('the sweeper runs with what its role lets it do, and finds nothing left', async () => {
    const { error, body } = await invoke('sweep-restores', {});
    assert.equal(error, undefined, JSON.stringify(body));
    assert.deepEqual([body.failed, body.complete], [0, true]);
  });
}
