/** Ends of restores go into the chain of evidence: one signed record an end, whatever is repeated or cut off. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newDrill } from '../../../../lib/drills/new-drill.ts';
import { readRecord } from '../../../../lib/evidence/check-record.ts';
import { REDACTED } from '../../../../lib/evidence/redact.ts';
import { type AssureContext, assureRestore, keyOf } from '../../../../lib/restores/evidence/assure.ts';
import type { RestoreView } from '../../../../lib/restores/view.ts';
import { atAtlas, bodyOf, creates, ended, followed, send } from '../../../functions/atlas/creates-setup.ts';
import { type Harness, requests, startHarness } from '../../../support/service-harness.ts';

interface Said {
  readonly envelope: { readonly key: string; readonly kind: string; readonly body: Record<string, unknown> };
}

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness();
});
afterEach(() => harness.close());

const context = (): AssureContext => {
  const { services } = harness.service.drills;
  const { ledger, clock } = harness.service;
  return {
    ledger,
    clock,
    log: services.log,
    evidence: services.evidence,
    simulated: true,
    verificationWorkflows: undefined,
  };
};
const evidenceOf = (id: string) =>
  harness.call<{ results: Said[]; errorCode?: string }>('GET', `/v1/restores/${id}/evidence`);
/** All that is in the chain. */
async function chain(): Promise<Said[]> {
  const { store } = context().evidence;
  const found: Said[] = [];
  for (let sequence = 1; ; sequence += 1) {
    const bytes = await store.read(sequence);
    if (bytes === undefined) return found;
    const { record, problems } = readRecord(bytes);
    expect(problems).toEqual([]);
    found.push(record as Said);
  }
}
const keys = async () => (await chain()).map(({ envelope: { key } }) => key);

describe('a restore that has ended', () => {
  test('is in evidence with who asked, why, what was wiped and how it ended', async () => {
    const { id, requestedBy } = await harness.restore(
      requests.dedicated({ reason: 'The index was lost', ticket: 'OPS-1' }),
    );
    await harness.service.drills.assure();
    const { status, body } = await evidenceOf(id);
    expect(status).toBe(200);
    expect(body.results.map(({ envelope: { key, kind } }) => [key, kind])).toEqual([
      [`${id}#restore`, 'restore'],
    ]);
    expect(body.results[0]?.envelope.body).toMatchObject({
      restore: id,
      end: 1,
      simulated: true,
      requestedBy,
      why: 'The index was lost',
      ticket: 'OPS-1',
      wiped: { deployment: { name: 'restore-target' }, only: null, held: 'unknown' },
      status: 'SUCCEEDED',
      reason: null,
    });
  });

  test('says where its evidence is, once it is there', async () => {
    const before = await harness.restore(requests.flex());
    expect(before.evidence).toBeUndefined();
    expect(await evidenceOf(before.id)).toMatchObject({
      status: 404,
      body: { errorCode: 'EVIDENCE_NOT_FOUND' },
    });
    await harness.service.drills.assure();
    expect(await harness.get(before.id)).toMatchObject({
      evidence: { sequence: 1 },
      links: { evidence: `/v1/restores/${before.id}/evidence` },
    });
  });

  test('keeps what has the shape of a credential out of the chain, and all else in it', async () => {
    const uri = 'mongodb+srv://somebody:secret@cluster.example.net';
    const { id } = await harness.restore(requests.flex({ reason: uri }));
    await harness.service.drills.assure();
    const [record] = (await evidenceOf(id)).body.results;
    expect(JSON.stringify(record)).not.toContain('somebody:secret');
    expect(record?.envelope.body).toMatchObject({ restore: id, status: 'SUCCEEDED' });
    // Nor is it said anywhere else: answers, events, log, report.
    const answers = await Promise.all(
      [`/v1/restores/${id}`, '/v1/restores', '/v1/reports/2026-11?format=json'].map((path) =>
        harness.call('GET', path),
      ),
    );
    for (const said of [...answers.map(({ body }) => body), harness.lines])
      expect(JSON.stringify(said)).not.toContain('somebody:secret');
    expect(answers[0]?.body.why).toBe(REDACTED);
  });
});

test('one that is no longer followed is in evidence although its job goes on, and so it is where nobody can be told', async () => {
  harness.simulator.faults.add({ kind: 'jobNeverEnds', operation: 'createFlexRestoreJob' });
  const body = requests.flex({ timeLimitMinutes: 60, reason: 'bad deploy' });
  const { body: accepted } = await harness.call<{ id: string }>('POST', '/v1/restores', body);
  await harness.service.endOf(accepted.id);
  expect(await harness.get(accepted.id)).toMatchObject({
    status: 'TIMED_OUT',
    reason: { code: 'ATLAS_JOB_STILL_RUNNING' },
  });
  await harness.service.drills.assure();
  expect((await evidenceOf(accepted.id)).body.results[0]?.envelope.body).toMatchObject({
    status: 'TIMED_OUT',
    why: 'bad deploy',
  });
});

test('one under the name of a drill’s own is in evidence where the drill never came to a restore', async () => {
  const { drillLedger, drills } = harness.service.drills.services;
  const [plan] = drills.plans;
  const now = harness.time.clock.now();
  const trigger = { kind: 'request', by: 'somebody', at: now.toISOString() } as const;
  const source = plan!.sources[0] as { projectId: string; name: string };
  const drill = newDrill({ plan: plan!, source, trigger, start: 'skipped', simulated: true, now });
  await drillLedger.createDrill({ ...drill, phase: 'DONE', verdict: 'INCONCLUSIVE' });
  const id = `${drill.id}-restore`;
  harness.service.execute(id, requests.flex());
  await harness.service.endOf(id);
  await harness.service.drills.assure();
  expect((await evidenceOf(id)).body.results[0]?.envelope.body).toMatchObject({ status: 'SUCCEEDED' });
  const { body } = await harness.call<{ restores: { id: string }[] }>(
    'GET',
    '/v1/reports/2026-11?format=json',
  );
  expect(body.restores.map((one) => one.id)).toEqual([id]);
});

test('a download that is taken back has a record for each of its ends', async () => {
  const { id } = await harness.restore(requests.download());
  await harness.service.drills.assure();
  await harness.call<RestoreView>('DELETE', `/v1/restores/${id}`);
  await harness.service.drills.assure();
  const { body } = await evidenceOf(id);
  expect(body.results.map(({ envelope }) => [envelope.key, envelope.body.status])).toEqual([
    [`${id}#restore`, 'READY'],
    [`${id}#restore-2`, 'CANCELLED'],
  ]);
  expect(body.results.map(({ envelope }) => envelope.body.wiped)).toEqual([null, null]);
});

test('ends that come together are written in their order', async () => {
  const { id } = await harness.restore(requests.download());
  await harness.call<RestoreView>('DELETE', `/v1/restores/${id}`);
  await harness.service.drills.assure();
  const said = (await chain()).map(({ envelope: { body } }) => [body.status, body.reason === null]);
  expect(said).toEqual([
    ['READY', true],
    ['CANCELLED', false],
  ]);
});

describe('a create at Atlas’ own path', () => {
  const create = creates.find(({ name }) => name === 'createCollectionRestoreJob')!;

  test('is in evidence with the collections that it has written, and nothing beside them', async () => {
    const id = followed(await send(harness, create, bodyOf(create)));
    await ended(harness, id);
    await harness.service.drills.assure();
    expect((await chain()).map(({ envelope: { key, body } }) => [key, body.wiped])).toEqual([
      [
        `${id}#restore`,
        expect.objectContaining({
          only: expect.objectContaining({ collections: [{ sourceNamespace: 'sales.orders' }] }),
        }),
      ],
    ]);
  });

  test.each(['before', 'after'])(
    'that is refused and opened again has both ends, also when the first is written %s',
    async (when) => {
      const keyed = { headers: { 'idempotency-key': 'order-1' } };
      harness.simulator.faults.add({
        kind: 'rateLimited',
        operation: atAtlas(create).name,
        retryAfterSeconds: 7,
      });
      expect((await send(harness, create, bodyOf(create), keyed)).status).toBe(429);
      if (when === 'before') await harness.service.drills.assure();
      const id = followed(await send(harness, create, bodyOf(create), keyed));
      await ended(harness, id);
      await harness.service.drills.assure();
      const said = (await chain()).map(({ envelope }) => envelope);
      expect(said.map(({ key, body }) => [key, body.status, body.wiped === null])).toEqual([
        [`${id}#restore`, 'REFUSED', true],
        [`${id}#restore-2`, 'SUCCEEDED', false],
      ]);
      expect(said[0]?.body).toMatchObject({
        atlasJobId: null,
        timeline: [{ status: 'QUEUED' }, { status: 'REFUSED' }],
      });
    },
  );
});

describe('one record an end', () => {
  test('when it is asked for again, and by two at once', async () => {
    const { id } = await harness.restore(requests.flex());
    await Promise.all([assureRestore(context(), id), assureRestore(context(), id)]);
    await assureRestore(context(), id);
    expect(await keys()).toEqual([`${id}#restore`]);
    expect((await harness.service.ledger.getRestore(id))?.provenEnds).toHaveLength(1);
  });

  test('when whoever wrote it was cut off before the ledger knew', async () => {
    const { id } = await harness.restore(requests.flex());
    const { ledger } = harness.service;
    const cutOff = Object.assign(Object.create(ledger), {
      getRestore: (wanted: string) => ledger.getRestore(wanted),
      saveRestore: () => Promise.reject(new Error('cut off')),
    });
    await expect(assureRestore({ ...context(), ledger: cutOff }, id)).rejects.toThrow('cut off');
    expect((await harness.get(id)).evidence).toBeUndefined();
    await harness.service.drills.assure();
    expect(await keys()).toEqual([`${id}#restore`]);
    expect(await harness.get(id)).toMatchObject({ evidence: { sequence: 1 } });
  });
});

test('what cannot be written now is owed, the others are written, and the round fails', async () => {
  const first = await harness.restore(requests.flex());
  const second = await harness.restore(requests.dedicated());
  const { store } = context().evidence;
  const { putIfAbsent } = store;
  let failures = 1;
  store.putIfAbsent = (sequence, bytes) => {
    failures -= 1;
    return failures >= 0 ? Promise.reject(new Error('away')) : putIfAbsent.call(store, sequence, bytes);
  };
  await expect(harness.service.drills.assure()).rejects.toThrow('1 restores');
  expect(await keys()).toHaveLength(1);
  await harness.service.drills.assure();
  expect((await keys()).sort()).toEqual([`${first.id}#restore`, `${second.id}#restore`].sort());
});

test('a restore of an earlier release owes nothing', async () => {
  const { id } = await harness.restore(requests.flex());
  const { ledger } = harness.service;
  const { inEvidence: _on, pendingEvidence: _owed, ...earlier } = (await ledger.getRestore(id))!;
  await ledger.saveRestore(earlier);
  await harness.service.drills.assure();
  await assureRestore(context(), id);
  expect(await keys()).toEqual([]);
});

test('a name that no key may have gives way to its hash', () => {
  expect(keyOf('nightly.1', 1)).toBe('nightly.1#restore');
  expect(keyOf('größe', 2)).toMatch(/^sha256:[0-9a-f]{64}#restore-2$/);
});
