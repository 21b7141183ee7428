/** Checkpoints in another account's bucket: put once, and only where it is still that account's. */
import { PutObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { S3CheckpointStore } from '../../../lib/aws/checkpoint-store.ts';

const s3 = mockClient(S3Client);
beforeEach(() => s3.reset());
afterAll(() => s3.restore());
const store = new S3CheckpointStore(
  { bucket: 'elsewhere', account: '111122223333' },
  { region: 'eu-west-1' },
);

const failing = (httpStatusCode: number) =>
  new S3ServiceException({ name: 'Failed', $fault: 'client', $metadata: { httpStatusCode } });

test('is put if there is none, into a bucket of that account', async () => {
  s3.on(PutObjectCommand).resolves({});
  expect(await store.putIfAbsent('2026-11-23-000000000042.json', '{}')).toBe(true);
  expect(s3.commandCalls(PutObjectCommand)[0]?.args[0].input).toEqual({
    Bucket: 'elsewhere',
    ExpectedBucketOwner: '111122223333',
    Key: 'checkpoints/2026-11-23-000000000042.json',
    Body: '{}',
    ContentType: 'application/json',
    IfNoneMatch: '*',
  });
});

test('one that is there stays', async () => {
  s3.on(PutObjectCommand).rejects(failing(412));
  expect(await store.putIfAbsent('one.json', '{}')).toBe(false);
});

test.each([403, 409, 500])('what is answered with %i is not kept, and said so', async (status) => {
  s3.on(PutObjectCommand).rejects(failing(status));
  await expect(store.putIfAbsent('one.json', '{}')).rejects.toThrow();
});
