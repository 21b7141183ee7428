/** Drills by the deployed rule: to their evidence, once a moment, and nothing left in the drill project. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeRuleCommand, DisableRuleCommand } from '@aws-sdk/client-eventbridge';
import { GetPublicKeyCommand } from '@aws-sdk/client-kms';
import { CreateBucketCommand, GetObjectCommand, PutObjectLockConfigurationCommand } from '@aws-sdk/client-s3';
import { ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { verifyEvidence } from '../../../lib/cli/evidence-verify.ts';
import { fileNameOf } from '../../../lib/evidence/record.ts';
import type { Caller } from '../callers.ts';
import { clients, NAME, outputs } from '../clients.ts';
import { CHECKPOINTS } from '../config.ts';
import { call, check, type Document, invoke, until } from './check.ts';

const RULE = `${NAME}-drill-accounts`;

const ended = (caller: Caller, id: string): Promise<Document> =>
  until(`drill ${id} ends`, async () => {
    const { body } = await call(caller, `/v1/drills/${id}`);
    return body.status === 'DONE' ? body : undefined;
  });

/** What the emulator does not take from the template, and what somebody else has made. */
export async function lockBucket(): Promise<void> {
  await clients.s3.send(
    new PutObjectLockConfigurationCommand({
      Bucket: outputs().EvidenceBucket,
      ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' },
    }),
  );
  await clients.s3.send(new CreateBucketCommand({ Bucket: CHECKPOINTS.bucket }));
}

/** @param since when the secrets were there: the rule fires from its making on */
export async function checkDrills(operator: Caller, since: Date): Promise<void> {
  let drill: Document;
  await check('the deployed rule fires a drill that runs to its evidence, and leaves nothing', async () => {
    const { id } = await until('the rule fires', async () => {
      const { body } = await call(operator, `/v1/drills?plan=accounts&since=${since.toISOString()}`);
      return body.results.at(-1);
    });
    await clients.events.send(new DisableRuleCommand({ Name: RULE }));
    drill = await ended(operator, id);
    assert.equal(drill.verdict, 'PASSED', JSON.stringify(drill));
    assert.equal(drill.trigger.kind, 'schedule');
    assert.equal(drill.simulated, true);
    const all = await call(operator, '/v1/drills?plan=accounts');
    for (const { id: other } of all.body.results) await ended(operator, other);
    const state = await (await fetch(`${process.env.ATLAS_BASE_URL}/simulator/state`)).json();
    const standing = (state as Document).deployments.filter(
      // What is gone is shown as it was last.
      ({ projectId, stateName }: Document) =>
        projectId === drill.target.projectId && stateName !== 'DELETING',
    );
    assert.deepEqual(standing, []);
  });

  await check('what fires twice for one moment makes one drill', async () => {
    const event = { plan: 'accounts', time: '2026-11-22T02:00:00Z', by: RULE };
    const [first, second] = await Promise.all([invoke('start-drills', event), invoke('start-drills', event)]);
    const idsOf = ({ body }: { body: Document }) => body.drills.map(({ id }: Document) => id);
    assert.deepEqual(idsOf(first), idsOf(second));
    const [id] = idsOf(first);
    const { verdict } = await ended(operator, id);
    assert.equal(verdict, 'PASSED');
    assert.deepEqual(idsOf(await invoke('start-drills', event)), [id]);
    const { executions = [] } = await clients.sfn.send(
      new ListExecutionsCommand({ stateMachineArn: outputs().DrillStateMachineArn }),
    );
    assert.equal(executions.filter(({ name }) => name === id).length, 1);
  });

  await check(
    'a preview starts nothing; a drill that is asked for over HTTPS is stopped and cleaned up',
    async () => {
      const before = await call(operator, '/v1/drills');
      const preview = await call(operator, '/v1/plans/switched-off/drills', {
        method: 'POST',
        body: JSON.stringify({ dryRun: true }),
      });
      assert.equal(preview.status, 200, JSON.stringify(preview.body));
      assert.deepEqual((await call(operator, '/v1/drills')).body.results.length, before.body.results.length);
      const { body } = await call(operator, '/v1/plans/switched-off/drills', { method: 'POST', body: '{}' });
      const [{ id }] = body.drills;
      const stopped = await call(operator, `/v1/drills/${id}`, { method: 'DELETE' });
      assert.equal(stopped.status, 202);
      const { verdict, findings } = await ended(operator, id);
      assert.deepEqual([verdict, findings[0].code], ['INCONCLUSIVE', 'CANCELLED']);
    },
  );

  await check('the evidence in the bucket verifies offline, with the public key that KMS gives', async () => {
    const made = mkdtempSync(join(tmpdir(), 'drills-'));
    const folder = join(made, 'evidence');
    mkdirSync(folder);
    const { EvidenceBucket: Bucket, EvidenceKeyArn: KeyId } = outputs();
    for (let sequence = 1; ; sequence += 1) {
      const Key = `evidence/${fileNameOf(sequence)}`;
      const found = await clients.s3.send(new GetObjectCommand({ Bucket, Key })).catch(() => undefined);
      if (found?.Body === undefined) break;
      writeFileSync(join(folder, fileNameOf(sequence)), await found.Body.transformToByteArray());
    }
    const { PublicKey = new Uint8Array() } = await clients.kms.send(new GetPublicKeyCommand({ KeyId }));
    const pem = `-----BEGIN PUBLIC KEY-----\n${Buffer.from(PublicKey).toString('base64')}\n-----END PUBLIC KEY-----\n`;
    writeFileSync(join(made, 'public.pem'), pem);
    const lines: string[] = [];
    const { sequence, hash } = drill.evidence;
    const args = [folder, '--key', join(made, 'public.pem'), '--head', `${sequence}:${hash}`];
    assert.equal(await verifyEvidence(args, (line) => void lines.push(line)), 0, lines.join('\n'));
    const { status, body } = await call(operator, `/v1/drills/${drill.id}/evidence`);
    assert.deepEqual([status, body.results.length, body.results[0].hash], [200, 2, hash]);
    rmSync(made, { recursive: true });
  });

  await check(
    'a drill’s verdict has coverage computed, and so has the schedule, as its role lets it',
    async () => {
      // The schedule's own first round is a quarter of an hour away.
      await until('coverage was computed', async () => {
        const { status, body } = await call(operator, '/v1/coverage');
        assert.equal(status, 200, JSON.stringify(body));
        return body.asOf ?? undefined;
      });
      for (const detail of [{}, { id: drill.id }]) {
        const { error, body } = await invoke('compute-coverage', { source: 'aws.events', detail });
        assert.equal(error, undefined, JSON.stringify(body));
        assert.ok(body.busy || (body.judged && body.endedSince === 0), JSON.stringify(body));
      }
    },
  );

  await check('the rule of a plan that is switched off does not fire', async () => {
    const { State } = await clients.events.send(
      new DescribeRuleCommand({ Name: `${NAME}-drill-switched-off` }),
    );
    assert.equal(State, 'DISABLED');
  });
}
