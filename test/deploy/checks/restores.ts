/** Restores through the HTTPS API and at Atlas' own path, to their ends, good and bad. */
import assert from 'node:assert/strict';
import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import type { Caller } from '../callers.ts';
import { clients, outputs } from '../clients.ts';
import {
  accepted,
  call,
  check,
  type Document,
  ended,
  FLEX,
  FLEX_JOBS,
  fault,
  noFaults,
  RESTORE_TEST,
} from './check.ts';

const ACCEPT = 'application/vnd.atlas.2024-11-13+json';

export async function checkRestores(operator: Caller): Promise<Document> {
  let restored: Document;
  await check('a restore over the HTTPS API runs to its end and is read back from the ledger', async () => {
    restored = await ended(operator, await accepted(operator, FLEX));
    assert.equal(restored.status, 'SUCCEEDED', JSON.stringify(restored));
    assert.equal(restored.requestedBy, operator.arn);
    const { body: list } = await call(operator, '/v1/restores?status=SUCCEEDED');
    assert.equal(list.results[0].id, restored.id);
    const execution = await clients.sfn.send(
      new DescribeExecutionCommand({
        executionArn: `${outputs().RestoreStateMachineArn.replace(':stateMachine:', ':execution:')}:${restored.id}`,
      }),
    );
    assert.equal(execution.status, 'SUCCEEDED');
    assert.equal(JSON.parse(execution.output ?? '').id, restored.id);
  });

  await check("Atlas' own path answers as Atlas does, and a create there is followed", async () => {
    const { status, headers, body } = await call(operator, FLEX_JOBS, { headers: { accept: ACCEPT } });
    assert.deepEqual([status, headers.get('content-type')?.split(';')[0]], [200, ACCEPT]);
    assert.equal(body.results[0].id, restored.atlasJobId);
    const made = await call(operator, FLEX_JOBS, {
      method: 'POST',
      headers: { accept: ACCEPT, 'content-type': ACCEPT },
      body: JSON.stringify({
        snapshotId: '6b000000000000000000f102',
        targetProjectId: RESTORE_TEST,
        targetDeploymentItemName: 'restore-target-flex',
      }),
    });
    assert.equal(made.status, 200, JSON.stringify(made.body));
    const [, id] = /\/v1\/restores\/([\w-]+)>; rel="monitor"/.exec(made.headers.get('link') ?? '') ?? [];
    const followed = await ended(operator, String(id));
    assert.deepEqual([followed.status, followed.atlasJobId], ['SUCCEEDED', made.body.id]);
  });

  await check('a create that Atlas refuses ends as refused, a job that fails as failed', async () => {
    await fault({ kind: 'jobFails', operation: 'createFlexRestoreJob' });
    const failed = await ended(operator, await accepted(operator, { ...FLEX, again: true }));
    assert.deepEqual([failed.status, failed.reason.code], ['FAILED', 'ATLAS_JOB_FAILED']);
    await fault({ kind: 'unauthorized', operation: 'createFlexRestoreJob', times: 0 });
    const refused = await ended(operator, await accepted(operator, { ...FLEX, again: true }));
    await noFaults();
    assert.deepEqual([refused.status, refused.atlasJobId], ['REFUSED', undefined], JSON.stringify(refused));
  });

  await check('a refusal is an answer, not a restore', async () => {
    const elsewhere = { ...FLEX, target: { projectId: 'f'.repeat(24), name: 'x' } };
    const { status, body } = await call(operator, '/v1/restores', {
      method: 'POST',
      body: JSON.stringify(elsewhere),
    });
    assert.deepEqual([status, body.errorCode], [403, 'TARGET_NOT_ALLOWED']);
  });
  return restored;
}
