/** Evidence in S3: put once, locked, read back, listed. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { LOCAL_SETTINGS } from '../../../infra/local/local-settings.ts';
import { S3EvidenceStore } from '../../../lib/aws/evidence-store.ts';
import { wallClock } from '../../../lib/clock.ts';
import { MOST_RECORD_BYTES } from '../../../lib/evidence/record.ts';
import { listed } from '../evidence/chain.ts';

const s3 = mockClient(S3Client);
const NOW = new Date('2026-01-31T10:00:00Z');
const clock = { ...wallClock, now: () => NOW };
const storeOf = (months = 25) =>
  new S3EvidenceStore(
    { bucket: 'evidence-bucket', lock: { mode: 'COMPLIANCE', months } },
    clock,
    LOCAL_SETTINGS,
  );
const record = Buffer.from('{"ä":1}');
/** As the SDK hands it over; only what the store uses of it. */
const bodyOf = (bytes: Uint8Array) =>
  Object.assign(Readable.from([bytes]), { transformToByteArray: async () => bytes }) as never;
const refusal = (name: string, httpStatusCode: number) =>
  new S3ServiceException({ name, message: 'No.', $fault: 'client', $metadata: { httpStatusCode } });

afterAll(() => {
  s3.restore();
});
beforeEach(() => {
  s3.reset();
});

describe('putting', () => {
  test('sends the bytes as they are, only where nothing is, locked, with their hash', async () => {
    s3.on(PutObjectCommand).resolves({});
    expect(await storeOf().putIfAbsent(42, record)).toBe(true);
    expect(s3.commandCalls(PutObjectCommand)[0]?.args[0].input).toEqual({
      Bucket: 'evidence-bucket',
      Key: 'evidence/000000000042.json',
      Body: record,
      ContentType: 'application/json',
      IfNoneMatch: '*',
      ChecksumSHA256: createHash('sha256').update(record).digest('base64'),
      ObjectLockMode: 'COMPLIANCE',
      // February 2028 has 29 days: two more, never fewer.
      ObjectLockRetainUntilDate: new Date('2028-03-02T10:00:00Z'),
    });
  });

  test.each([
    ['PreconditionFailed', 412],
    ['ConditionalRequestConflict', 409],
  ])('%s means that it is taken', async (name, status) => {
    s3.on(PutObjectCommand).rejects(refusal(name, status));
    expect(await storeOf().putIfAbsent(1, record)).toBe(false);
  });

  test.each([
    ['AccessDenied', 403],
    ['NoSuchBucket', 404],
    ['SlowDown', 503],
  ])('%s does not', async (name, status) => {
    s3.on(PutObjectCommand).rejects(refusal(name, status));
    await expect(storeOf().putIfAbsent(1, record)).rejects.toMatchObject({ name });
  });
});

describe('reading', () => {
  test('gives the bytes, or undefined where there are none', async () => {
    s3.on(GetObjectCommand, { Key: 'evidence/000000000001.json' }).resolves({ Body: bodyOf(record) });
    s3.on(GetObjectCommand, { Key: 'evidence/000000000002.json' }).rejects(
      new NoSuchKey({ message: 'No.', $metadata: { httpStatusCode: 404 } }),
    );
    expect(Buffer.from((await storeOf().read(1))!)).toEqual(record);
    expect(await storeOf().read(2)).toBeUndefined();
  });

  test('of what may not be seen is an error, and no absence', async () => {
    s3.on(GetObjectCommand).rejects(refusal('AccessDenied', 403));
    await expect(storeOf().read(1)).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  test('of what is larger than any record is an error', async () => {
    s3.on(GetObjectCommand).resolves({ Body: bodyOf(record), ContentLength: MOST_RECORD_BYTES + 1 });
    await expect(storeOf().read(1)).rejects.toMatchObject({ name: 'EvidenceObjectTooLarge' });
  });
});

test('a list goes on over pages, after a number, and passes over what is no record', async () => {
  s3.on(ListObjectsV2Command)
    .resolvesOnce({
      Contents: [{ Key: 'evidence/000000000008.json' }, { Key: 'evidence/readme.txt' }],
      NextContinuationToken: 'more',
    })
    .resolvesOnce({ Contents: [{ Key: 'evidence/000000000009.json' }] });
  expect(await listed(storeOf().sequences(7))).toEqual([8, 9]);
  const [first, second] = s3.commandCalls(ListObjectsV2Command).map(({ args }) => args[0].input);
  expect(first).toEqual({
    Bucket: 'evidence-bucket',
    Prefix: 'evidence/',
    StartAfter: 'evidence/000000000007.json',
  });
  expect(second).toMatchObject({ ContinuationToken: 'more' });
});
