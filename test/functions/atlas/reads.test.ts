/** Reads at Atlas' own paths, through the whole service: callers get what Atlas gives, and links that lead back here. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_API_KEY, DEMO_SERVICE_ACCOUNT } from '../../../infra/local/atlas-simulator/credentials.ts';
import { type Harness, startHarness } from '../../support/service-harness.ts';
import {
  acceptOf,
  ask,
  askSimulator,
  learnJobs,
  pathFor,
  type Row,
  readsTable,
  served,
  valuesFor,
} from './setup.ts';

const CREDENTIALS = [
  ['a service account', { kind: 'serviceAccount', ...DEMO_SERVICE_ACCOUNT }],
  ['an API key', { kind: 'apiKey', ...DEMO_API_KEY }],
] as const;
/** What differs from one answer to the next, and what is about the connection. */
const COMPARED = ['content-type', 'deprecation', 'sunset', 'x-error-code'];
const compared = (headers: Headers) => COMPARED.map((name) => [name, headers.get(name)]);

const shapeOf = ({ row }: Row) =>
  (row.query as unknown as { shape: Readonly<Record<string, unknown>> }).shape;

describe.each(CREDENTIALS)('reads of a service with %s', (_, credential) => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness({ credential });
    // Only an account can ask for tokens, and the simulator's side of the comparison does.
    await learnJobs(harness.simulator, harness.time.advance);
  });
  afterAll(() => harness.close());

  const ours = (text: string) =>
    text.replaceAll(/"https:\/\/cloud\.mongodb\.com(?=\/api\/)/g, `"${harness.service.url}`);

  async function both(one: Row, query: string, accept = acceptOf(one.row)) {
    const path = pathFor(one, valuesFor(harness.simulator, one)) + query;
    return [
      await ask(harness.service.url + path, { accept }),
      await askSimulator(harness.simulator, path, accept),
    ] as const;
  }

  describe.each(readsTable)('%s', (_, one) => {
    test.each(['', '?envelope=true', '?pretty=true', '?envelope=true&pretty=true', '?envelope=false'])(
      'answers what Atlas answers (%s)',
      async (query) => {
        const [answer, atlas] = await both(one, query);
        const takesQuery = shapeOf(one).pretty !== undefined || !query.includes('pretty');
        expect([answer.status, answer.text]).toEqual([takesQuery ? 200 : 400, ours(atlas.text)]);
        expect(compared(answer.headers)).toEqual(compared(atlas.headers));
        // What is refused here has cost nothing at Atlas.
        expect(answer.headers.get('ratelimit-limit')).toBe(
          takesQuery ? atlas.headers.get('ratelimit-limit') : null,
        );
      },
    );

    test('answers an unknown name, enveloped and not, as Atlas does', async () => {
      const values = { ...valuesFor(harness.simulator, one), name: 'Nowhere', clusterName: 'Nowhere' };
      for (const query of ['', '?envelope=true']) {
        const path = pathFor(one, values) + query;
        const answer = await ask(harness.service.url + path, { accept: acceptOf(one.row) });
        const atlas = await askSimulator(harness.simulator, path, acceptOf(one.row));
        expect([answer.status, answer.text]).toEqual([404, atlas.text]);
        expect(compared(answer.headers)).toEqual(compared(atlas.headers));
      }
    });
  });

  const paged = served.filter((one) => 'pageNum' in shapeOf(one));
  interface Page {
    readonly links: readonly { readonly href: string; readonly rel: string }[];
    readonly results: readonly object[];
    readonly totalCount: number;
  }

  test.each(paged.map((one) => [one.name, one] as const))(
    '%s is followed over three pages by its links',
    async (_, one) => {
      const accept = acceptOf(one.row);
      const get = async (url: string) => JSON.parse((await ask(url, { accept })).text) as Page;
      const linkOf = ({ links }: Page, rel: string) => links.find((each) => each.rel === rel)?.href;
      const list = harness.service.url + pathFor(one, valuesFor(harness.simulator, one));
      const all = await get(list);
      const first = await get(`${list}?itemsPerPage=1`);
      const second = await get(linkOf(first, 'next')!);
      const third = await get(linkOf(second, 'next')!);
      const pages = [first, second, third];
      expect(pages.flatMap(({ results }) => results)).toEqual(all.results.slice(0, 3));
      expect(new Set(pages.map(({ results }) => JSON.stringify(results))).size).toBe(3);
      expect(pages.map(({ totalCount }) => totalCount)).toEqual(Array(3).fill(all.totalCount));
      expect(await get(linkOf(third, 'previous')!)).toEqual(second);
      for (const { href } of pages.flatMap(({ links }) => links))
        expect(href.startsWith(harness.service.url)).toBe(true);
      if (!('includeCount' in shapeOf(one))) return;
      const uncounted = await get(`${list}?itemsPerPage=1&includeCount=false`);
      expect([uncounted.totalCount, linkOf(uncounted, 'next')]).toEqual([0, undefined]);
    },
  );
});
