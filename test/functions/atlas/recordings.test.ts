/** The real Atlas' answers through the endpoints: a caller sees what Atlas sent, links aside. */
import { describe, expect, test } from 'vitest';
import { operations } from '../../../lib/atlas/operations.ts';
import { rowOf } from '../../conformance/rows.ts';
import { signedIn } from '../../lib/atlas/setup.ts';
import { eventOf } from '../../lib/http/events.ts';
import { recordings, recordingsMissing } from '../../support/recordings.ts';
import { acceptOf, endpointFunction } from './setup.ts';

const title = recordingsMissing ? `Recorded answers (skipped: ${recordingsMissing})` : 'Recorded answers';
const reads = recordings.flatMap((recording) => {
  const row = rowOf(recording.method, recording.path.replace(/\?.*/, ''));
  return row !== undefined && recording.method === 'GET' ? [{ ...row, recording }] : [];
});

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
});
