/** Evidence on AWS: locked objects, a key of KMS, and rows of the ledger's table; together, one chain. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import {
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type LedgerServer, startLedgerServer } from '../../../infra/local/ledger-server.ts';
import { LOCAL_SETTINGS } from '../../../infra/local/local-settings.ts';
import { EvidenceRows } from '../../../lib/aws/evidence-index.ts';
import { EvidenceKey } from '../../../lib/aws/evidence-signer.ts';
import { EvidenceObjects } from '../../../lib/aws/evidence-store.ts';
import { appendRecord } from '../../../lib/evidence/append.ts';
import { publicKeysOf, verifyChain } from '../../../lib/evidence/verify.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const s3 = mockClient(S3Client);
const kms = mockClient(KMSClient);
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const objects = new Map<string, string>();

let server: LedgerServer;
beforeAll(async () => {
  server = await startLedgerServer();
});
afterAll(() => server.close());
beforeEach(() => {
  objects.clear();
  s3.reset();
  kms.reset();
  s3.on(PutObjectCommand).callsFake(({ Key, Body, IfNoneMatch }) => {
    expect(IfNoneMatch).toBe('*');
    if (objects.has(Key)) throw failure('PreconditionFailed', 412);
    objects.set(Key, Body);
    return {};
  });
  s3.on(GetObjectCommand).callsFake(({ Key }) => {
    const text = objects.get(Key);
    if (text === undefined) throw new NoSuchKey({ message: '', $metadata: {} });
    return { Body: { transformToString: async () => text } };
  });
  // KMS hashes the message itself.
  kms.on(SignCommand).callsFake(({ Message }) => ({ Signature: sign('sha256', Message, privateKey) }));
  kms.on(GetPublicKeyCommand).resolves({ PublicKey: publicKey.export({ type: 'spki', format: 'der' }) });
});

const failure = (name: string, httpStatusCode: number) =>
  new S3ServiceException({ name, $fault: 'client', message: '', $metadata: { httpStatusCode } });

const clock = new FakeClock();
const parts = () => ({
  clock,
  store: new EvidenceObjects(
    { bucket: 'evidence', lock: 'COMPLIANCE', retentionDays: 760 },
    clock,
    LOCAL_SETTINGS,
  ),
  signer: new EvidenceKey('arn:aws:kms:eu-west-1:111122223333:key/1', LOCAL_SETTINGS),
  index: new EvidenceRows(server.table, server.connection),
});

test('twenty functions at once write one chain, locked for its time, signed by the key', async () => {
  await Promise.all(
    Array.from({ length: 20 }, (_, at) =>
      appendRecord(parts(), { kind: 'drill', key: `drill-${at}#drill`, body: { at } }),
    ),
  );
  const texts = [...objects]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, text]) => ({ name: key.slice('evidence/'.length), text }));
  const keys = publicKeysOf([publicKey.export({ type: 'spki', format: 'pem' }) as string]);
  expect(await verifyChain(texts, keys)).toMatchObject({ records: 20, findings: [] });
  const [put] = s3.commandCalls(PutObjectCommand);
  expect(put?.args[0].input).toMatchObject({
    Bucket: 'evidence',
    ObjectLockMode: 'COMPLIANCE',
    ObjectLockRetainUntilDate: new Date(clock.now().getTime() + 760 * 86_400_000),
    ChecksumAlgorithm: 'SHA256',
    ContentType: 'application/json',
  });
  const [signed] = kms.commandCalls(SignCommand);
  expect(signed?.args[0].input).toMatchObject({ MessageType: 'RAW', SigningAlgorithm: 'ECDSA_SHA_256' });
});

describe('the objects', () => {
  test('of a number that somebody has, or is about to have, are not written over', async () => {
    for (const [name, status] of [
      ['PreconditionFailed', 412],
      ['ConditionalRequestConflict', 409],
    ] as const) {
      s3.on(PutObjectCommand).rejects(failure(name, status));
      expect(await parts().store.putIfAbsent(1, '{}')).toBe(false);
    }
  });

  test('that cannot be written say so', async () => {
    s3.on(PutObjectCommand).rejects(failure('AccessDenied', 403));
    await expect(parts().store.putIfAbsent(1, '{}')).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  test('that are not there are undefined', async () => {
    expect(await parts().store.get(9)).toBeUndefined();
  });
});

describe('the index', () => {
  test('goes on, and never back', async () => {
    const { index } = parts();
    const hash = 'a'.repeat(64);
    const before = (await index.head())?.sequence ?? 0;
    await index.advance({ sequence: before + 3, hash });
    await index.advance({ sequence: before + 2, hash: 'b'.repeat(64) });
    expect(await index.head()).toEqual({ sequence: before + 3, hash });
  });

  test('keeps the first place of a key', async () => {
    const { index } = parts();
    expect(await index.find('some#drill')).toBeUndefined();
    await index.remember('some#drill', { sequence: 1, hash: 'a' });
    await index.remember('some#drill', { sequence: 2, hash: 'b' });
    expect(await index.find('some#drill')).toEqual({ sequence: 1, hash: 'a' });
  });
});

test('a key that KMS does not tell is asked for again', async () => {
  const { signer } = parts();
  kms
    .on(GetPublicKeyCommand)
    .rejectsOnce(new Error('away'))
    .resolves({ PublicKey: new Uint8Array([1]) });
  await expect(signer.publicKey()).rejects.toThrow('away');
  expect(await signer.publicKey()).toEqual(new Uint8Array([1]));
  await signer.publicKey();
  expect(kms.commandCalls(GetPublicKeyCommand)).toHaveLength(2);
});
