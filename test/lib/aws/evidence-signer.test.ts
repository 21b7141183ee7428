/** Signing with KMS: a real key behind the mock, so that what is stored verifies. */
import { generateKeyPairSync } from 'node:crypto';
import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { LOCAL_SETTINGS } from '../../../infra/local/local-settings.ts';
import { KmsEvidenceSigner } from '../../../lib/aws/evidence-signer.ts';
import { appendEvidence } from '../../../lib/evidence/append.ts';
import { hasLowS } from '../../../lib/evidence/low-s.ts';
import { codesOf, entryOf, memoryParts, verifyParts } from '../evidence/chain.ts';
import { signDigest } from './raw-ecdsa.ts';

const ARN = 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const PublicKey = publicKey.export({ type: 'spki', format: 'der' });
const kms = mockClient(KMSClient);

afterAll(() => {
  kms.restore();
});
beforeEach(() => {
  kms.reset();
  kms.on(GetPublicKeyCommand).resolves({ PublicKey });
});

const answering = (low: boolean) =>
  kms
    .on(SignCommand)
    .callsFake(({ Message }) => ({ Signature: signDigest(Message as Uint8Array, privateKey, low) }));
const signerOf = () => new KmsEvidenceSigner(ARN, LOCAL_SETTINGS);

describe('a chain signed by KMS', () => {
  test.each([true, false])('verifies, whichever signature it gives (low s: %s)', async (low) => {
    answering(low);
    const parts = { ...memoryParts(), signer: signerOf() };
    // More than the 4,096 bytes that KMS takes as a message.
    for (let at = 0; at < 20; at += 1)
      await appendEvidence(parts, entryOf(`d${at}#drill`, 'x'.repeat(at * 500)));
    expect(codesOf(await verifyParts(parts))).toEqual([]);
    const [call] = kms.commandCalls(SignCommand);
    expect(call?.args[0].input).toMatchObject({
      KeyId: ARN,
      MessageType: 'DIGEST',
      SigningAlgorithm: 'ECDSA_SHA_256',
    });
    expect(call?.args[0].input.Message).toHaveLength(32);
    const given = await signerOf().sign(Buffer.from('x'));
    expect(hasLowS(given)).toBe(low);
  });

  test('asks for the public key once', async () => {
    answering(true);
    const parts = { ...memoryParts(), signer: signerOf() };
    for (const key of ['a#drill', 'b#drill']) await appendEvidence(parts, entryOf(key));
    expect(kms.commandCalls(GetPublicKeyCommand)).toHaveLength(1);
  });

  test('is not extended with a key that is not the one it names', async () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    kms
      .on(SignCommand)
      .callsFake(({ Message }) => ({ Signature: signDigest(Message as Uint8Array, other, true) }));
    await expect(
      appendEvidence({ ...memoryParts(), signer: signerOf() }, entryOf('a#drill')),
    ).rejects.toMatchObject({ name: 'EvidenceSignatureWrong' });
  });
});

describe('the public key', () => {
  test('that could not be had is asked for again', async () => {
    kms.on(GetPublicKeyCommand).rejectsOnce(new Error('away')).resolves({ PublicKey });
    const signer = signerOf();
    await expect(signer.publicKey()).rejects.toThrow('away');
    expect((await signer.publicKey()).equals(publicKey)).toBe(true);
  });

  test.each([
    ['another curve', generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey],
    ['RSA', generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey],
  ])('of %s is refused', async (_, key) => {
    kms.on(GetPublicKeyCommand).resolves({ PublicKey: key.export({ type: 'spki', format: 'der' }) });
    await expect(signerOf().publicKey()).rejects.toMatchObject({ name: 'PublicKeyUnfit' });
  });

  test('or the signature that is not in the answer is an error that says so', async () => {
    kms.on(GetPublicKeyCommand).resolves({});
    kms.on(SignCommand).resolves({});
    await expect(signerOf().publicKey()).rejects.toMatchObject({ name: 'KmsAnswerIncomplete' });
    await expect(signerOf().sign(Buffer.from('x'))).rejects.toMatchObject({ name: 'KmsAnswerIncomplete' });
  });
});
