/** The real Atlas' answers through the endpoints: a caller sees what Atlas sent, links aside. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { operations } from '../../../lib/atlas/operations.ts';
import { silentLog } from '../../../lib/log.ts';
import { rowOf } from '../../conformance/rows.ts';
import { signedIn } from '../../lib/atlas/setup.ts';
import { eventOf } from '../../lib/http/events.ts';
import { sendJson } from '../../support/http-server.ts';
import type { Json } from '../../support/openapi.ts';
import { recordings, recordingsMissing } from '../../support/recordings.ts';
import { startFollowing } from './following.ts';
import { acceptOf, endpointFunction } from './setup.ts';

const title = recordingsMissing ? `Recorded answers (skipped: ${recordingsMissing})` : 'Recorded answers';
const ofMethod = (method: string) =>
  recordings.flatMap((recording) => {
    const row = rowOf(recording.method, recording.path.replace(/\?.*/, ''));
    return row !== undefined && recording.method === method ? [{ ...row, recording }] : [];
  });
const reads = ofMethod('GET');
const posts = ofMethod('POST');

describe.skipIf(recordingsMissing)(title, () => {
  test('are 28 reads', () => {
    expect(reads.length).toBe(28);
  });

  test.each(
    reads.map(
      (one) =>
        [`${one.recording.scenario} ${one.recording.n}: ${one.name} → ${one.recording.status}`, one] as const,
    ),
  )('%s', async (_title, { name, path, recording }) => {
    const { status, headers, text } = recording;
    const { client, clock } = await signedIn(
      (_, response) => void response.writeHead(status, headers).end(text),
    );
    const handler = await endpointFunction(name, client, clock);
    const ask = async (query: object) =>
      (await handler(
        eventOf({
          rawPath: `/stage${recording.path}`,
          pathParameters: path,
          queryStringParameters: query,
          headers: { accept: acceptOf(operations[name]), 'x-forwarded-proto': 'https' },
          requestContext: { domainName: 'restore.example.com' },
        }),
        {},
      )) as { statusCode: number; headers: Record<string, string>; body: string };

    const answer = await ask({});
    const back = answer.body.replaceAll(
      'https://restore.example.com/stage/api/',
      'https://cloud.mongodb.com/api/',
    );
    expect([answer.statusCode, back]).toEqual([status, text]);
    expect(answer.body).not.toContain('https://cloud.mongodb.com/api/');
    const { date: _, ...kept } = headers;
    // The one header of our own: a job may hold the links of a download.
    const isJob = status === 200 && operations[name].resource === 'restoreJobs';
    expect(answer.headers).toEqual({ ...kept, ...(isJob && { 'cache-control': 'no-store' }) });

    const enveloped = JSON.parse((await ask({ envelope: 'true' })).body);
    const { status: inside, content, ...list } = enveloped;
    expect(inside).toBe(status);
    expect(content ?? list).toEqual(JSON.parse(answer.body));
  });

  test('are five creates too', () => {
    expect(posts.length).toBe(5);
  });

  test.each(posts.map((one) => [`${one.recording.scenario} ${one.recording.n}: ${one.name}`, one] as const))(
    '%s',
    async (_title, { name, path, recording }) => {
      const { status, headers, text } = recording;
      const { client, clock, calls } = await signedIn(({ method }, response) =>
        method === 'POST'
          ? void response.writeHead(status, headers).end(text)
          : sendJson(response, 200, LOOKED_UP, { date: headers.date! }),
      );
      const following = await startFollowing(clock);
      onTestFinished(() => following.close());
      const handler = await endpointFunction(name, client, clock, silentLog, following.services);
      const body = orderOf(recording.body);
      const answer = (await handler(
        eventOf({
          rawPath: `/stage${recording.path}`,
          pathParameters: path,
          headers: { accept: acceptOf(operations[name]), 'x-forwarded-proto': 'https' },
          requestContext: { domainName: 'restore.example.com' },
          body: JSON.stringify(body),
        }),
        {},
      )) as { statusCode: number; headers: Record<string, string>; body: string };

      const back = answer.body.replaceAll(
        'https://restore.example.com/stage/api/',
        'https://cloud.mongodb.com/api/',
      );
      expect([answer.statusCode, back]).toEqual([status, text]);
      const { date: _, ...kept } = headers;
      expect(answer.headers).toMatchObject(kept);
      const sent = calls().filter(({ method }) => method === 'POST');
      expect(sent.map((each) => [each.path, JSON.parse(each.body)])).toEqual([[recording.path, body]]);
      const isRestore = operations[name].resource === 'restoreJobs';
      expect(following.started.length).toBe(isRestore ? 1 : 0);
      expect(answer.headers.link ?? '').toContain(isRestore ? following.started[0]!.name : '');
    },
  );
});

/** Of the target, and of the jobs that were there before. */
const LOOKED_UP = { name: 'x', stateName: 'IDLE', results: [], totalCount: 0 };

/** What was asked for, by what was answered. */
function orderOf(answer: Json): object {
  const { description, deliveryType, snapshotId, targetClusterName, targetGroupId } = answer;
  if (description !== undefined) return { description, retentionInDays: 1 };
  if (deliveryType === 'download') return { deliveryType, snapshotId };
  if (deliveryType === 'automated') return { deliveryType, snapshotId, targetClusterName, targetGroupId };
  const { targetDeploymentItemName, targetProjectId } = answer;
  return { snapshotId, targetDeploymentItemName, targetProjectId };
}
