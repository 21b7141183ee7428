/** What is proven beside drills: data of a real restore, the end of each day, and a report of it. */
import assert from 'node:assert/strict';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { checkpointIn } from '../../../lib/evidence/checkpoint.ts';
import { checkpointName } from '../../../lib/evidence/keep-checkpoint.ts';
import type { Caller } from '../callers.ts';
import { clients } from '../clients.ts';
import { CHECKPOINTS } from '../config.ts';
import { accepted, call, check, type Document, ended, FLEX, invoke, until } from './check.ts';

export async function checkAssurance(operator: Caller): Promise<void> {
  let restored: Document;
  await check('a restore that asks for it is verified by the deployed machine, and in evidence', async () => {
    const id = await accepted(operator, { ...FLEX, verify: true, again: true, ticket: 'OPS-7' });
    assert.equal((await ended(operator, id)).status, 'SUCCEEDED');
    restored = await until('its data is verified, and in evidence', async () => {
      const { body } = await call(operator, `/v1/restores/${id}`);
      return body.verified === null || body.evidence === undefined ? undefined : body;
    });
    assert.equal(restored.verified, true, JSON.stringify(restored.verification));
    const { body } = await call(operator, `/v1/restores/${id}/evidence`);
    assert.deepEqual(
      body.results.map(({ envelope }: Document) => [envelope.body.ticket, envelope.body.verified]),
      [['OPS-7', true]],
    );
  });

  await check('a day that is closed leaves a checkpoint in the other bucket, once', async () => {
    const { body, error } = await invoke('close-day', {});
    assert.equal(error, undefined, JSON.stringify(body));
    const checkpoint = checkpointIn(body.checkpoint);
    assert.ok(checkpoint, JSON.stringify(body));
    const Key = `checkpoints/${checkpointName(checkpoint)}`;
    await clients.s3.send(new HeadObjectCommand({ Bucket: CHECKPOINTS.bucket, Key }));
    assert.equal((await invoke('close-day', {})).error, undefined);
  });

  await check('the report of the month names the restore, and is a page', async () => {
    const month = restored.createdAt.slice(0, 7);
    const { status, body } = await call(operator, `/v1/reports/${month}?format=json`);
    assert.equal(status, 200, JSON.stringify(body));
    assert.ok(body.restores.some(({ id, verified }: Document) => id === restored.id && verified === true));
    assert.ok(body.summary.drills > 0);
  });
}
