/** Serverless and M2/M5 reads after Atlas has switched them off: the Flex cluster of that name answers in the old words. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_API_KEY, DEMO_SERVICE_ACCOUNT } from '../../../infra/local/atlas-simulator/credentials.ts';
import { type Harness, startHarness } from '../../support/service-harness.ts';
import { acceptOf, ask, learnJobs, pathFor, type Row, reads, valuesFor } from './setup.ts';

const legacy = reads.filter(({ row }) => row.switchedOff !== undefined);
const table = legacy.map((one) => [one.name, one] as const);

describe.each([
  ['a service account', { kind: 'serviceAccount', ...DEMO_SERVICE_ACCOUNT }],
  ['an API key', { kind: 'apiKey', ...DEMO_API_KEY }],
] as const)('with %s', (_, credential) => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness({ credential });
    await learnJobs(harness.simulator, harness.time.advance);
  });
  afterAll(() => harness.close());

  const read = (one: Row, query = '', values = valuesFor(harness.simulator, one)) =>
    ask(harness.service.url + pathFor(one, values) + query, { accept: acceptOf(one.row) });

  /** What Flex does not tell, or tells otherwise. */
  const UNKNOWN = ['storageSizeBytes', 'serverlessBackupOptions', 'targetDeploymentItemName'];
  const known = (document: object): object => {
    const entries = Object.entries(document).filter(([key]) => !UNKNOWN.includes(key));
    return Object.fromEntries(
      entries.map(([key, value]) => [key, Array.isArray(value) ? value.map(knownItem) : value]),
    );
  };
  const knownItem = (item: unknown) => (typeof item === 'object' && item !== null ? known(item) : item);

  test.each(table)('%s answers as before, as far as Flex knows it', async (_, one) => {
    const paged = 'pageNum' in (one.row.query as unknown as { shape: object }).shape;
    const query = paged ? '?itemsPerPage=2&pageNum=2' : '';
    harness.simulator.switchLegacy(false);
    const before = await read(one, query);
    harness.simulator.switchLegacy(true);
    const after = await read(one, query);
    const enveloped = await read(one, query === '' ? '?envelope=true' : `${query}&envelope=true`);
    const direct = JSON.parse(before.text);
    expect(before.headers.get('link')).toBeNull();
    expect([before.status, after.status, after.headers.get('content-type')]).toEqual([
      200,
      200,
      before.headers.get('content-type'),
    ]);
    const body = JSON.parse(after.text);
    if (
      Array.isArray(direct.results) &&
      one.row.family === 'serverless' &&
      one.row.resource === 'snapshots'
    ) {
      // Serverless snapshots come newest first, those of Flex oldest first.
      expect(body.totalCount).toBe(direct.totalCount);
      expect(body.links).toEqual(direct.links);
      expect(Object.keys(known(body.results[0])).sort()).toEqual(
        Object.keys(known(direct.results[0])).sort(),
      );
    } else {
      // Flex and serverless restores take different times.
      expect(timeless(known(body))).toEqual(timeless(known(direct)));
    }
    expect(Object.keys(body)).toEqual(Object.keys(body).sort());
    expect(after.headers.get('sunset')).toBe(new Date(one.row.switchedOff!).toUTCString());
    expect(after.headers.get('deprecation')).toBe('Wed, 13 Nov 2024 00:00:00 GMT');
    expect(after.headers.get('link')).toMatch(
      /^<http:\/\/localhost:\d+\/api\/atlas\/v2\/groups\/\w+\/flexClusters\/[^>]+>; rel="successor-version"$/,
    );
    const successor = /<(.*)>/.exec(after.headers.get('link')!)![1]!;
    expect((await ask(successor, { accept: 'application/vnd.atlas.2024-11-13+json' })).status).toBe(200);
    expect(JSON.parse(enveloped.text)).toEqual(
      'results' in body ? { ...body, status: 200 } : { content: body, status: 200 },
    );
  });

  const timeless = (document: object) =>
    JSON.parse(
      JSON.stringify(document, (key, value) =>
        /^(finishedAt|restoreFinishedDate|createdAt)$/.test(key) ? 'time' : value,
      ),
    );

  test.each(table)('%s says in Flex words what is not there', async (_, one) => {
    harness.simulator.switchLegacy(true);
    const values = { ...valuesFor(harness.simulator, one), name: 'Nowhere', clusterName: 'Nowhere' };
    const answer = await read(one, '', values);
    expect([answer.status, answer.headers.get('x-error-code')]).toEqual([404, 'CLUSTER_NOT_FOUND']);
    expect(answer.headers.get('link')).toContain('rel="successor-version"');
    const atDedicated = await read(one, '', { ...values, name: 'Orders', clusterName: 'Orders' });
    expect([atDedicated.status, atDedicated.headers.get('x-error-code')]).toEqual([
      400,
      'CANNOT_USE_NON_FLEX_CLUSTER_IN_FLEX_API',
    ]);
  });

  test('lists without pages hold everything that Flex has on many', async () => {
    harness.simulator.switchLegacy(true);
    const list = legacy.find(({ name }) => name === 'listTenantRestores')!;
    const body = JSON.parse((await read(list)).text);
    expect([body.results.length, body.totalCount, body.links.length]).toEqual([3, 3, 1]);
  });

  test('a job that is not there is no endpoint that is switched off', async () => {
    harness.simulator.switchLegacy(false);
    for (const one of legacy.filter(({ row }) => row.path.endsWith('Id}'))) {
      const values = {
        ...valuesFor(harness.simulator, one),
        restoreJobId: 'f'.repeat(24),
        restoreId: 'f'.repeat(24),
        snapshotId: 'f'.repeat(24),
      };
      const answer = await read(one, '', values);
      expect([answer.status, answer.headers.get('link')]).toEqual([404, null]);
    }
  });
});
