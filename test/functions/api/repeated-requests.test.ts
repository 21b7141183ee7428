import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RestoreView } from '../../../lib/restores/view.ts';
import { type Harness, requests, startHarness } from '../../support/service-harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

type Accepted = RestoreView & { repeated?: boolean; errorCode?: string };
const post = (body: object, key?: string) =>
  harness.call<Accepted>('POST', '/v1/restores', body, key === undefined ? {} : { 'idempotency-key': key });
const jobs = () => harness.simulator.jobs().length;

describe('with an Idempotency-Key', () => {
  test('ten requests at once are one restore and one job', async () => {
    const before = jobs();
    const answers = await Promise.all(Array.from({ length: 10 }, () => post(requests.flex(), 'ten-at-once')));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(202));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    await harness.service.endOf(answers[0]!.body.id);
    expect(jobs()).toBe(before + 1);
  });

  test('the same key and body are the same restore, long after it ended', async () => {
    const first = await post(requests.flex(), 'key-1');
    await harness.service.endOf(first.body.id);
    harness.time.advance(80 * 24 * 3600);
    const again = await post(requests.flex(), 'key-1');
    expect(again).toMatchObject({
      status: 202,
      body: { id: first.body.id, status: 'SUCCEEDED', repeated: true },
    });
  });

  test('the same key with another body is refused', async () => {
    const first = await post(requests.flex(), 'key-2');
    const other = await post(requests.flex({ timeLimitMinutes: 60 }), 'key-2');
    expect(other).toMatchObject({
      status: 409,
      body: { errorCode: 'IDEMPOTENCY_KEY_REUSED', parameters: ['Idempotency-Key'] },
    });
    await harness.service.endOf(first.body.id);
  });

  test.each(['', 'a b', 'ä', 'x'.repeat(65), 'a,b'])('a malformed key (%j) is refused', async (key) => {
    // Not fetch, which refuses some of these by itself.
    const answer = await request(`${harness.service.url}/v1/restores`, {
      method: 'POST',
      headers: { 'idempotency-key': key },
      body: JSON.stringify(requests.flex()),
    });
    expect(answer.statusCode).toBe(400);
    expect(await answer.body.json()).toMatchObject({ parameters: ['Idempotency-Key'] });
  });

  test('a refused request leaves its key free', async () => {
    const refused = await post(requests.flex({ snapshot: '6bffffffffffffffffffffff' }), 'key-3');
    expect(refused.status).toBe(404);
    const accepted = await post(requests.flex(), 'key-3');
    expect(accepted.status).toBe(202);
    await harness.service.endOf(accepted.body.id);
  });
});

describe('without a key', () => {
  test('an identical request joins the first while it is active, and for ten minutes after', async () => {
    const body = requests.tenant({ ticket: 'T-1' });
    const answers = await Promise.all([post(body), post(body), post(body)]);
    const ids = new Set(answers.map(({ body: { id } }) => id));
    expect(ids.size).toBe(1);
    const [id] = ids;
    await harness.service.endOf(id!);
    expect((await post(body)).body).toMatchObject({ id, repeated: true, status: 'SUCCEEDED' });
    harness.time.advance(11 * 60);
    const later = await post(body);
    expect(later.body.id).not.toBe(id);
    expect(later.body.repeated).toBeUndefined();
    await harness.service.endOf(later.body.id);
  });

  test('"again" starts another when the first has ended, and is refused while it runs', async () => {
    harness.simulator.faults.add({ kind: 'jobNeverEnds', operation: 'createServerlessRestoreJob' });
    const first = await post(requests.serverless({ timeLimitMinutes: 30 }));
    const busy = await post(requests.serverless({ timeLimitMinutes: 30, again: true }));
    expect(busy).toMatchObject({ status: 409, body: { errorCode: 'TARGET_BUSY', parameters: ['target'] } });
    await harness.service.endOf(first.body.id);

    const ended = await harness.restore(requests.sharded());
    const another = await post(requests.sharded({ again: true }));
    expect(another.body.id).not.toBe(ended.id);
    await harness.service.endOf(another.body.id);
  });

  test('another order of the keys is the same request, another reason is not', async () => {
    const first = await post(requests.dedicated());
    const { source, target, snapshot } = requests.dedicated();
    const turned = await post({
      target: { name: target.name, projectId: target.projectId },
      snapshot,
      source,
    });
    expect(turned.body).toMatchObject({ id: first.body.id, repeated: true });
    await harness.service.endOf(first.body.id);
    const other = await post(requests.dedicated({ reason: 'once more' }));
    expect(other.body.id).not.toBe(first.body.id);
    await harness.service.endOf(other.body.id);
  });
});
