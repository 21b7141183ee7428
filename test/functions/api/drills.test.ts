/** Plans and drills from the outside: run now, look, list, stop, and verify what was written down. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PRODUCTION } from '../../../infra/local/atlas-simulator/fleet.ts';
import type { DrillView } from '../../../lib/drills/view.ts';
import { publicKeys } from '../../../lib/evidence/public-keys.ts';
import { ChainVerifier } from '../../../lib/evidence/verify-chain.ts';
import { type Harness, startHarness } from '../../support/service-harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ dataEndpoints: true });
});
afterAll(() => harness.close());

const RUN = '/v1/plans/nightly-accounts/drills';
interface Started {
  readonly drills: readonly Pick<DrillView, 'id' | 'source' | 'status' | 'links'>[];
}
interface Listed {
  readonly results: readonly DrillView[];
  readonly next?: string;
}

async function start(path = RUN, body?: object, headers?: Record<string, string>) {
  const answer = await harness.call<Started>('POST', path, body, headers);
  const [drill] = answer.body.drills ?? [];
  if (answer.status !== 202 || drill === undefined)
    throw new Error(`Refused with ${answer.status}: ${JSON.stringify(answer.body)}`);
  return drill;
}
const get = async (id: string) => (await harness.call<DrillView>('GET', `/v1/drills/${id}`)).body;
async function ended(id: string): Promise<DrillView> {
  await harness.service.drills.endOf(id);
  return get(id);
}

test('plans are listed with their defaults, and when they are due', async () => {
  const { status, body } = await harness.call<{ results: Record<string, unknown>[] }>('GET', '/v1/plans');
  expect(status).toBe(200);
  expect(body.results.map(({ name }) => name)).toEqual(['nightly-orders', 'nightly-accounts']);
  expect(body.results[0]).toMatchObject({
    sources: [{ projectId: PRODUCTION.id, name: 'Orders' }],
    enabled: true,
    snapshot: 'latest',
    target: { ephemeral: {} },
    network: { natEip: ['127.0.0.1/32'] },
    limits: { timeLimitMinutes: 360 },
    nextDue: expect.stringMatching(/T02:00:00.000Z$/),
  });
});

describe('run now', () => {
  test('starts the drills of the plan, without any body, and says who asked', async () => {
    const drill = await start();
    expect(drill).toMatchObject({
      id: expect.stringMatching(/^nightly-accounts-[0-9a-f]{16}-[0-9a-f]{10}$/),
      source: { projectId: PRODUCTION.id, name: 'Accounts' },
      links: { self: `/v1/drills/${drill.id}` },
    });
    const view = await ended(drill.id);
    expect(view).toMatchObject({ status: 'DONE', verdict: 'PASSED' });
    expect(view.trigger).toEqual({ kind: 'request', by: 'local', at: expect.any(String) });
  });

  test('twice with the same key is once, with another key another', async () => {
    const asked = { reason: 'quarterly proof', ticket: 'OPS-7' };
    // At the same moment, too.
    const [first, again] = await Promise.all([
      start(RUN, asked, { 'idempotency-key': 'q4' }),
      start(RUN, asked, { 'idempotency-key': 'q4' }),
    ]);
    const other = await start(RUN, asked, { 'idempotency-key': 'q4-2' });
    expect(again.id).toBe(first.id);
    expect(other.id).not.toBe(first.id);
    const view = await ended(first.id);
    expect(view.trigger).toMatchObject(asked);
    expect((await start(RUN, asked, { 'idempotency-key': 'q4' })).id).toBe(first.id);
    expect(await get(first.id)).toEqual(view);
    await ended(other.id);
  });

  test('of one source of the plan, and of no other deployment', async () => {
    const source = { projectId: PRODUCTION.id, name: 'Accounts' };
    const drill = await start(RUN, { source });
    expect(drill.source).toMatchObject(source);
    await ended(drill.id);
    const answer = await harness.call('POST', RUN, { source: { ...source, name: 'Orders' } });
    expect(answer).toMatchObject({
      status: 400,
      body: { errorCode: 'SOURCE_NOT_IN_PLAN', parameters: ['source'] },
    });
  });

  test.each<[string, unknown, string]>([
    ['an unknown field', { plan: 'a' }, 'plan'],
    ['no truth value', { dryRun: 'yes' }, 'dryRun'],
    ['half a source', { source: { name: 'Accounts' } }, 'source.projectId'],
    ['an empty reason', { reason: '' }, 'reason'],
    ['a reason that evidence refuses', { reason: 'see https://a:b@example.com' }, 'reason'],
    ['half a character', { ticket: '\ud800' }, 'ticket'],
    ['a list', [], 'body'],
  ])('refuses %s by name', async (_, body, field) => {
    const answer = await harness.call('POST', RUN, body);
    expect(answer).toMatchObject({ status: 400, body: { parameters: [field] } });
  });

  test('refuses no JSON, a wrong key, and a plan that there is not', async () => {
    const malformed = await harness.call('POST', RUN, '{');
    expect(malformed).toMatchObject({ status: 400, body: { errorCode: 'MALFORMED_JSON' } });
    const key = await harness.call('POST', RUN, {}, { 'idempotency-key': 'a b' });
    expect(key).toMatchObject({ status: 400, body: { parameters: ['Idempotency-Key'] } });
    const none = await harness.call('POST', '/v1/plans/never/drills', {});
    expect(none).toMatchObject({ status: 404, body: { errorCode: 'PLAN_NOT_FOUND', parameters: ['never'] } });
  });
});

describe('a dry run', () => {
  test('says what would be done, and does nothing', async () => {
    const before = (await harness.call<Listed>('GET', '/v1/drills')).body.results.map(({ id }) => id);
    const requests = harness.simulator.requests().length;
    const body = { dryRun: true };
    const headers = { 'idempotency-key': 'planned' };
    const answer = await harness.call<{ drills: { id: string }[] }>('POST', RUN, body, headers);
    expect(answer).toMatchObject({
      status: 200,
      body: {
        plan: { name: 'nightly-accounts' },
        drills: [
          {
            family: 'flex',
            snapshot: { id: expect.any(String) },
            target: { kind: 'ephemeral' },
            refusals: [],
          },
        ],
      },
    });
    expect(
      new Set(
        harness.simulator
          .requests()
          .slice(requests)
          .map(({ method }) => method),
      ),
    ).toEqual(new Set(['GET']));
    const after = (await harness.call<Listed>('GET', '/v1/drills')).body.results.map(({ id }) => id);
    expect(after).toEqual(before);
    const [planned] = answer.body.drills;
    expect((await harness.call('GET', `/v1/drills/${planned?.id}`)).status).toBe(404);
    // What it has named is what is done.
    const drill = await start(RUN, {}, headers);
    expect(drill.id).toBe(planned?.id);
    await ended(drill.id);
  });
});

describe('a list', () => {
  let ids: string[];
  beforeAll(async () => {
    ids = [];
    for (const plan of ['nightly-orders', 'nightly-accounts']) {
      harness.time.advance(60);
      const { id } = await start(`/v1/plans/${plan}/drills`);
      await ended(id);
      ids.unshift(id);
    }
  });
  const list = async (query: string) => (await harness.call<Listed>('GET', `/v1/drills?${query}`)).body;

  test('is newest first, and paged by a cursor', async () => {
    const all = (await list('limit=100')).results.map(({ id }) => id);
    expect(all.slice(0, 2)).toEqual(ids);
    const seen: string[] = [];
    let next: string | undefined;
    do {
      const page = await list(`limit=2${next === undefined ? '' : `&cursor=${next}`}`);
      seen.push(...page.results.map(({ id }) => id));
      next = page.next;
    } while (next !== undefined);
    expect(seen).toEqual(all);
  });

  test('is filtered by plan, source, verdict and time', async () => {
    const [accounts, orders] = ids;
    const only = async (query: string) => (await list(query)).results.map(({ id }) => id);
    expect(await only('plan=nightly-orders')).toEqual([orders]);
    expect(await only('source=Orders')).toEqual([orders]);
    expect(await only(`source=${PRODUCTION.id}/Orders&verdict=PASSED`)).toEqual([orders]);
    expect(await only('plan=nightly-orders&verdict=FAILED')).toEqual([]);
    expect(await only('plan=gone')).toEqual([]);
    const { createdAt } = await get(accounts ?? '');
    expect(await only(`since=${createdAt}`)).toEqual([accounts]);
  });

  test.each([
    ['plan=A', 'plan'],
    ['source=a/b', 'source'],
    ['verdict=GOOD', 'verdict'],
    ['since=yesterday', 'since'],
    ['since=2026-02-30T00:00:00Z', 'since'],
    ['limit=0', 'limit'],
    ['cursor=Zm9yZ2Vk', 'cursor'],
    ['page=2', 'page'],
  ])('asked for with %s is refused by name', async (query, field) => {
    const answer = await harness.call('GET', `/v1/drills?${query}`);
    expect(answer).toMatchObject({
      status: 400,
      body: { errorCode: 'INVALID_QUERY_PARAMETER', parameters: [field] },
    });
  });
});

test.each(['nobody', 'a%20b', 'a%2Fb', 'a%23b', 'x'.repeat(200)])(
  'a drill that there is not (%s) is not found by any route',
  async (id) => {
    for (const [method, path] of [
      ['GET', ''],
      ['GET', '/evidence'],
      ['DELETE', ''],
    ] as const) {
      const answer = await harness.call(method, `/v1/drills/${id}${path}`);
      expect(answer).toMatchObject({ status: 404, body: { errorCode: 'DRILL_NOT_FOUND' } });
    }
  },
);

describe('a cancellation', () => {
  test('of a drill that runs ends it, with evidence, and leaves nothing', async () => {
    const { id } = await start();
    const answer = await harness.call<DrillView>('DELETE', `/v1/drills/${id}`);
    expect(answer).toMatchObject({ status: 202, body: { id, cancelRequestedAt: expect.any(String) } });
    expect(answer.headers.get('location')).toBe(`/v1/drills/${id}`);
    const view = await ended(id);
    expect(view).toMatchObject({ status: 'DONE', verdict: 'INCONCLUSIVE' });
    expect(view.findings[0]?.code).toBe('CANCELLED');
    expect(view.evidence).not.toBeNull();
  });

  test('of a drill that has ended comes too late', async () => {
    const { id } = await start();
    const before = await ended(id);
    const answer = await harness.call('DELETE', `/v1/drills/${id}`);
    expect(answer).toMatchObject({ status: 409, body: { errorCode: 'DRILL_ENDED', parameters: ['id'] } });
    expect(await get(id)).toEqual(before);
  });
});

describe('the evidence of a drill', () => {
  test('is its records as they are stored, and verifies with the public key alone', async () => {
    const { id } = await start(RUN, { reason: 'an audit' });
    await ended(id);
    const answer = await fetch(`${harness.service.url}/v1/drills/${id}/evidence`);
    expect(answer.status).toBe(200);
    const text = await answer.text();
    const { results } = JSON.parse(text) as { results: { envelope: { key: string; sequence: number } }[] };
    expect(results.map(({ envelope }) => envelope.key)).toEqual([`${id}#drill`, `${id}#cleanup`]);
    const { store, signer } = harness.service.drills.services.evidence;
    for (const { envelope } of results)
      expect(text).toContain(Buffer.from((await store.read(envelope.sequence)) ?? '').toString());
    const verifier = new ChainVerifier(publicKeys([await signer.publicKey()]), { excerpt: true });
    for (const [at, value] of results.entries()) verifier.add({ place: `results.${at}`, content: { value } });
    expect(verifier.end()).toMatchObject({ records: 2, findingCount: 0 });
    expect(text).toContain('"reason":"an audit"');
  });

  test('is not there before its verdict', async () => {
    const { id } = await start();
    const answer = await harness.call('GET', `/v1/drills/${id}/evidence`);
    await ended(id);
    expect(answer).toMatchObject({
      status: 404,
      body: { errorCode: 'EVIDENCE_NOT_FOUND', parameters: [id] },
    });
  });
});
