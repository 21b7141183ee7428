/** The examples: a parent workflow, direct invocations, events on a queue. */
import assert from 'node:assert/strict';
import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { Caller } from '../callers.ts';
import { chaining, clients } from '../clients.ts';
import {
  accepted,
  call,
  check,
  type Document,
  ended,
  execute,
  FLEX,
  fault,
  invoke,
  PRODUCTION,
  RESTORE_TEST,
  until,
} from './check.ts';

export async function checkChaining(operator: Caller): Promise<void> {
  const { ParentArn, DirectArn, EndsUrl } = chaining();

  await check('a parent workflow runs a restore and goes on with its output', async () => {
    const { status, output } = await execute(ParentArn, FLEX, 'parent-1');
    assert.equal(status, 'SUCCEEDED', output);
    assert.match(output ?? '', /parent-1/);
    const { restored, by } = JSON.parse(output ?? '');
    const view = await ended(operator, restored);
    assert.deepEqual([view.id, view.status, view.atlasJobId], ['parent-1', 'SUCCEEDED', by]);
  });

  await check(
    'a parent workflow catches the failure of its restore, with the restore in the cause',
    async () => {
      await fault({ kind: 'jobFails', operation: 'createFlexRestoreJob' });
      const { status, output } = await execute(ParentArn, FLEX, 'parent-2');
      assert.equal(status, 'SUCCEEDED', output);
      const { failed, cause } = JSON.parse(output ?? '');
      assert.equal(failed, true);
      assert.match(cause, /ATLAS_JOB_FAILED/);
    },
  );

  await check('an endpoint function is invoked directly, and fails by name', async () => {
    const input = { groupId: PRODUCTION, clusterName: 'Orders' };
    const { error, body } = await invoke('atlas-getCluster', input);
    assert.deepEqual([error, body.name], [undefined, 'Orders']);
    const missing = await invoke('atlas-getCluster', { ...input, clusterName: 'Nowhere' });
    assert.equal(missing.body.errorType, 'AtlasError');
    assert.equal((await invoke('atlas-getCluster', {})).body.errorType, 'EndpointInputInvalid');
  });

  await check('a workflow invokes one, and catches its errors by name', async () => {
    const body = {
      snapshotId: '6b000000000000000000f103',
      targetProjectId: RESTORE_TEST,
      targetDeploymentItemName: 'restore-target-flex',
    };
    const input = { groupId: PRODUCTION, clusterName: 'Accounts', body };
    const started = await execute(DirectArn, input);
    assert.equal(started.status, 'SUCCEEDED', started.cause);
    const { jobId } = JSON.parse(started.output ?? '') as Document;
    await until('the restore of it has ended', async () => {
      const { body } = await call(operator, '/v1/restores?status=SUCCEEDED');
      return body.results.find(({ atlasJobId }: Document) => atlasJobId === jobId);
    });
    const refused = await execute(DirectArn, { ...input, body: { ...body, targetProjectId: PRODUCTION } });
    assert.deepEqual([refused.status, refused.error], ['FAILED', 'NotAllowed']);
    assert.match(refused.cause ?? '', /TARGET_NOT_ALLOWED/);
    const wrong = await execute(DirectArn, { ...input, body: { ...body, snapshotId: 'f'.repeat(24) } });
    assert.deepEqual([wrong.status, wrong.error], ['FAILED', 'AtlasSaidNo']);
  });

  await check('the ends of restores arrive on a queue', async () => {
    const id = await accepted(operator, { ...FLEX, again: true });
    const view = await ended(operator, id);
    const event: Document = await until(`the event of ${id}`, async () => {
      const { Messages = [] } = await clients.sqs.send(
        new ReceiveMessageCommand({ QueueUrl: EndsUrl, MaxNumberOfMessages: 10 }),
      );
      for (const { ReceiptHandle } of Messages)
        await clients.sqs.send(new DeleteMessageCommand({ QueueUrl: EndsUrl, ReceiptHandle }));
      const bodies: Document[] = Messages.map(({ Body = '' }) => JSON.parse(Body));
      return bodies.find(({ detail }) => detail.id === id);
    });
    assert.deepEqual([event.source, event['detail-type']], ['atlas-restore', 'Restore Job State Change']);
    const { eventId, ...detail } = event.detail;
    assert.equal(eventId, `${id}#SUCCEEDED`);
    // Its evidence comes after its end, sooner or later than we have looked.
    const { evidence: _, links, ...then } = view;
    assert.deepEqual(detail, { ...then, links: { self: links.self } });
  });
}
