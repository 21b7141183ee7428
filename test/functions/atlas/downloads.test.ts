/** Where a deployment allows no downloads, none is made, and no answer shows the link of one that somebody else made. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { withoutDownloadLinks } from '../../../lib/endpoints/download-links.ts';
import { silentLog } from '../../../lib/log.ts';
import { signedIn } from '../../lib/atlas/setup.ts';
import { eventOf } from '../../lib/http/events.ts';
import { sendJson } from '../../support/http-server.ts';
import { type Harness, startHarness } from '../../support/service-harness.ts';
import { bodyOf, creates, isDownload, send } from './creates-setup.ts';
import { acceptOf, askSimulator, endpointFunction, pathFor, type Row, served, valuesFor } from './setup.ts';

const named = (name: string): Row => served.find((one) => one.name === name)!;
const cluster = named('createClusterRestoreJob');
const DOWNLOAD = { deliveryType: 'download', snapshotId: bodyOf(cluster).snapshotId };

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness({ allowDownload: false });
});
afterEach(() => harness.close());

test.each([
  ...creates.filter(isDownload).map((one) => [one.name, one, bodyOf(one)] as const),
  ['createClusterRestoreJob', cluster, DOWNLOAD] as const,
])('%s makes no download, and Atlas is not asked', async (_, one, body) => {
  const answer = await send(harness, one, body);
  expect([answer.status, answer.body.errorCode]).toEqual([403, 'DOWNLOAD_NOT_ALLOWED']);
  expect(harness.simulator.requests()).toEqual([]);
});

test('restores go on', async () => {
  expect((await send(harness, cluster, bodyOf(cluster))).status).toBe(200);
});

test.each([
  [cluster, DOWNLOAD, 'getClusterRestoreJob', 'listClusterRestoreJobs'],
  [
    named('createFlexDownload'),
    bodyOf(named('createFlexDownload')),
    'getFlexRestoreJob',
    'listFlexRestoreJobs',
  ],
])('a link that somebody else asked for is not shown (%o)', async (create, body, get, list) => {
  const path = pathFor(create, valuesFor(harness.simulator, create));
  const made = await askSimulator(harness.simulator, path, acceptOf(create.row), body);
  const { id } = JSON.parse(made.text);
  // Long enough for the link to be there, and short enough for it to work.
  harness.time.advance(1_800);
  const one = named(get);
  const values = { restoreJobId: id };
  const atAtlas = await askSimulator(
    harness.simulator,
    pathFor(one, { ...valuesFor(harness.simulator, one), ...values }),
    acceptOf(one.row),
  );
  expect(atAtlas.text).toMatch(/Url"/);
  for (const query of ['', '?envelope=true&pretty=true']) {
    const answer = await send(harness, one, undefined, { values, query });
    expect([answer.status, answer.text.includes(id)]).toEqual([200, true]);
    expect(answer.text).not.toMatch(/"(snapshotUrl|downloadUrl|deliveryUrl)":\s*[["]+https/);
    const page = await send(harness, named(list), undefined, { query });
    expect(page.text).toContain(id);
    expect(page.text).not.toMatch(/"(snapshotUrl|downloadUrl|deliveryUrl)":\s*[["]+https/);
  }
});

describe('a caller with a token', () => {
  const JOB = {
    id: 'a'.repeat(24),
    deliveryType: 'download',
    deliveryUrl: ['https://restore.example.net/x'],
  };
  const read = async (claims: object | undefined) => {
    const { client, clock } = await signedIn((_, response) => sendJson(response, 200, JOB));
    const policy = { allowDownload: true, downloadScope: 'restores/download' };
    const handler = await endpointFunction('getClusterRestoreJob', client, clock, silentLog, {
      policy,
    } as never);
    const one = named('getClusterRestoreJob');
    const answer = (await handler(
      eventOf({
        rawPath: one.row.path,
        pathParameters: { groupId: 'a'.repeat(24), clusterName: 'Orders', restoreJobId: JOB.id },
        headers: { accept: acceptOf(one.row) },
        requestContext: { domainName: 'x', ...(claims && { authorizer: { jwt: { claims } } }) },
      }),
      {},
    )) as { body: string };
    return JSON.parse(answer.body).deliveryUrl;
  };

  test.each([
    ['has the scope', { scope: 'restores/read restores/download' }, JOB.deliveryUrl],
    ['has it in a list', { scp: '[restores/read restores/download]' }, JOB.deliveryUrl],
    ['has not', { scope: 'restores/read' }, []],
    ['has one that only begins like it', { scope: 'restores/downloads' }, []],
    ['has none', {}, []],
    ['needs none, signed as an IAM caller', undefined, JOB.deliveryUrl],
  ])('that %s', async (_, claims, urls) => {
    expect(await read(claims)).toEqual(urls);
  });
});

describe('hiding links', () => {
  test('leaves what names none as it is, letter by letter', () => {
    const text = '{ "a" : 1.0, "links":[{"href":"https://x"}] }';
    expect(withoutDownloadLinks(text)).toBe(text);
  });

  test('answers as of a download that is not ready', () => {
    const text = JSON.stringify({
      deliveryUrl: ['https://x'],
      components: [{ downloadUrl: 'https://x', replicaSetName: 'a' }],
      snapshotUrl: 'https://x',
      privateDownloadDeliveryUrls: [{ deliveryUrl: 'https://x' }],
      id: 'a',
    });
    expect(JSON.parse(withoutDownloadLinks(text))).toEqual({
      deliveryUrl: [],
      components: [{ downloadUrl: null, replicaSetName: 'a' }],
      privateDownloadDeliveryUrls: [],
      id: 'a',
    });
  });
});
