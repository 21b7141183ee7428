/** What people say of a drill, from the outside: into the chain, once, and missed when nobody says it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DrillReviewView, DrillView } from '../../../lib/drills/view.ts';
import { publicKeys } from '../../../lib/evidence/public-keys.ts';
import { ChainVerifier } from '../../../lib/evidence/verify-chain.ts';
import { type Harness, startHarness } from '../../support/service-harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ dataEndpoints: true });
});
afterAll(() => harness.close());

const DAY_SECONDS = 86_400;
const RUN = '/v1/plans/nightly-accounts/drills';

async function started(): Promise<string> {
  const { body } = await harness.call<{ drills: { id: string }[] }>('POST', RUN);
  const [drill] = body.drills;
  if (drill === undefined) throw new Error('Nothing was started.');
  return drill.id;
}
const get = async (id: string) => (await harness.call<DrillView>('GET', `/v1/drills/${id}`)).body;
async function decided(): Promise<string> {
  const id = await started();
  await harness.service.drills.endOf(id);
  return id;
}
/** Stopped before it has proven anything: INCONCLUSIVE. */
async function stopped(): Promise<string> {
  const id = await started();
  await harness.call('DELETE', `/v1/drills/${id}`);
  await harness.service.drills.endOf(id);
  return id;
}
const review = (id: string, body: unknown, headers?: Record<string, string>) =>
  harness.call<DrillReviewView>('POST', `/v1/drills/${id}/review`, body, headers);

describe('a review', () => {
  test('is in the chain behind the drill, and verifies with the public key alone', async () => {
    const id = await decided();
    const retestDrill = await decided();
    const said = { decision: 'retest', reviewer: 'Ada', ticket: 'OPS-7', note: 'Once more.', retestDrill };
    const answer = await review(id, said);
    expect(answer).toMatchObject({
      status: 201,
      body: { number: 1, ...said, recordedBy: 'local', evidence: { sequence: expect.any(Number) } },
    });
    expect(answer.headers.get('location')).toBe(`/v1/drills/${id}`);
    expect((await get(id)).reviews).toEqual([answer.body]);
    const evidence = await harness.call<{ results: { envelope: Record<string, unknown> }[] }>(
      'GET',
      `/v1/drills/${id}/evidence`,
    );
    const { results } = evidence.body;
    expect(results.map(({ envelope }) => envelope.key)).toEqual([
      `${id}#drill`,
      `${id}#cleanup`,
      `${id}#review-1`,
    ]);
    expect(results[2]?.envelope).toMatchObject({
      kind: 'review',
      sequence: answer.body.evidence?.sequence,
      body: { drill: id, verdict: 'PASSED', simulated: true, review: { ...said, recordedBy: 'local' } },
    });
    const { signer } = harness.service.drills.services.evidence;
    const verifier = new ChainVerifier(publicKeys([await signer.publicKey()]), { excerpt: true });
    for (const [at, value] of results.entries()) verifier.add({ place: `results.${at}`, content: { value } });
    expect(verifier.end()).toMatchObject({ records: 3, findingCount: 0 });
  });

  test('is of the caller who says nothing else, and another one follows it', async () => {
    const id = await decided();
    const [first, second] = [
      await review(id, { decision: 'accepted' }),
      await review(id, { decision: 'fixed' }),
    ];
    expect(first.body).toMatchObject({ number: 1, reviewer: 'local', recordedBy: 'local' });
    expect(second.body.number).toBe(2);
    expect((await get(id)).reviews.map(({ decision }) => decision)).toEqual(['accepted', 'fixed']);
  });

  test('with the same key is one, also at the same moment; with another word under it it is refused', async () => {
    const id = await decided();
    const headers = { 'idempotency-key': 'audit' };
    const answers = await Promise.all([1, 2, 3].map(() => review(id, { decision: 'accepted' }, headers)));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    const later = await review(id, { decision: 'accepted' }, headers);
    for (const answer of answers) expect(answer.body).toEqual(later.body);
    expect((await get(id)).reviews).toHaveLength(1);
    expect(await review(id, { decision: 'fixed' }, headers)).toMatchObject({
      status: 409,
      body: { errorCode: 'IDEMPOTENCY_KEY_REUSED' },
    });
  });

  test('without a key is each its own, also at the same moment', async () => {
    const id = await decided();
    const answers = await Promise.all(
      ['one', 'two', 'three'].map((note) => review(id, { decision: 'fixed', note })),
    );
    expect(answers.map(({ body }) => body.number).sort()).toEqual([1, 2, 3]);
    const sequences = answers.map(({ body }) => body.evidence?.sequence);
    expect(new Set(sequences).size).toBe(3);
  });

  test('of a drill that is not decided comes too early', async () => {
    const id = await started();
    const answer = await review(id, { decision: 'accepted' });
    expect(answer).toMatchObject({
      status: 409,
      body: { errorCode: 'DRILL_NOT_DECIDED', parameters: ['id'] },
    });
    await harness.service.drills.endOf(id);
    expect((await get(id)).reviews).toEqual([]);
  });

  test('is not lost where the chain cannot be written: the sweeper appends it', async () => {
    const id = await decided();
    const { signer } = harness.service.drills.services.evidence;
    const sign = signer.sign;
    signer.sign = () => Promise.reject(new Error('no key today'));
    const answer = await review(id, { decision: 'accepted' }).finally(() => {
      signer.sign = sign;
    });
    expect(answer).toMatchObject({ status: 202, body: { number: 1, evidence: null } });
    await harness.service.drills.sweep();
    expect((await get(id)).reviews[0]?.evidence).toMatchObject({ sequence: expect.any(Number) });
  });

  test('that is the twenty-first is refused', async () => {
    const id = await decided();
    for (let count = 1; count <= 20; count += 1)
      expect((await review(id, { decision: 'accepted' })).body.number).toBe(count);
    expect(await review(id, { decision: 'accepted' })).toMatchObject({
      status: 409,
      body: { errorCode: 'TOO_MANY_REVIEWS' },
    });
  });
});

describe('a request', () => {
  let id: string;
  beforeAll(async () => {
    id = await decided();
  });
  afterAll(async () => expect((await get(id)).reviews).toEqual([]));

  test.each<[string, unknown, string]>([
    ['no decision', {}, 'decision'],
    ['another decision', { decision: 'maybe' }, 'decision'],
    ['an unknown field', { decision: 'fixed', verdict: 'PASSED' }, 'verdict'],
    ['a blank reviewer', { decision: 'fixed', reviewer: '  ' }, 'reviewer'],
    ['an empty reviewer', { decision: 'fixed', reviewer: '' }, 'reviewer'],
    ['a long note', { decision: 'fixed', note: 'x'.repeat(1_001) }, 'note'],
    ['a note with a password', { decision: 'fixed', note: 'see https://a:b@example.com' }, 'note'],
    ['a ticket with a secret', { decision: 'fixed', ticket: 'mdb_sa_sk_abcd' }, 'ticket'],
    ['half a character', { decision: 'fixed', reviewer: '\ud800' }, 'reviewer'],
    ['a re-test that there is not', { decision: 'retest', retestDrill: 'nobody' }, 'retestDrill'],
    ['a list', [], 'body'],
  ])('with %s is refused by name', async (_, body, field) => {
    expect(await review(id, body)).toMatchObject({ status: 400, body: { parameters: [field] } });
  });

  test('that names the drill as its own re-test, no JSON, or no drill is refused', async () => {
    const own = await review(id, { decision: 'retest', retestDrill: id });
    expect(own).toMatchObject({ status: 400, body: { parameters: ['retestDrill'] } });
    expect(await review(id, '{')).toMatchObject({ status: 400, body: { errorCode: 'MALFORMED_JSON' } });
    expect(await review('nobody', { decision: 'fixed' })).toMatchObject({
      status: 404,
      body: { errorCode: 'DRILL_NOT_FOUND' },
    });
  });
});

test('names as its re-test only a drill of the same source that was started later', async () => {
  const first = await decided();
  const later = await decided();
  const retest = (id: string, retestDrill: string) => review(id, { decision: 'retest', retestDrill });
  const refused = { status: 400, body: { parameters: ['retestDrill'] } };
  expect(await retest(later, first)).toMatchObject(refused);
  const { drillLedger } = harness.service.drills.services;
  const source = { projectId: 'a'.repeat(24), name: 'Other' };
  const record = await drillLedger.getDrill(later);
  await drillLedger.createDrill({ ...record!, id: 'other', source });
  expect(await retest(first, 'other')).toMatchObject(refused);
  expect((await retest(first, later)).status).toBe(201);
});

describe('a drill that did not pass', () => {
  const codes = ({ findings }: DrillView) => findings.map(({ code }) => code);
  const listed = async (id: string) => {
    const { body } = await harness.call<{ results: DrillView[] }>('GET', '/v1/drills?limit=5');
    return body.results.find((one) => one.id === id) as DrillView;
  };

  test('says after a week that nobody has reviewed it, in the list too, until somebody does', async () => {
    const id = await stopped();
    harness.time.advance(6 * DAY_SECONDS);
    expect(codes(await get(id))).toEqual(['CANCELLED']);
    harness.time.advance(DAY_SECONDS + 60);
    expect(codes(await get(id))).toEqual(['CANCELLED', 'REVIEW_OVERDUE']);
    expect(codes(await listed(id))).toEqual(['CANCELLED', 'REVIEW_OVERDUE']);
    await review(id, { decision: 'accepted' });
    expect(codes(await get(id))).toEqual(['CANCELLED']);
    expect(codes(await listed(id))).toEqual(['CANCELLED']);
  });
});
