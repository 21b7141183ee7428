/** Signs evidence with a key that never leaves KMS: ECC_NIST_P256, for SIGN_VERIFY. Needs kms:GetPublicKey and kms:Sign. */
import { createHash, type KeyObject } from 'node:crypto';
import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { readPublicKey } from '../evidence/public-keys.ts';
import { SIGNATURE_ALGORITHM } from '../evidence/record.ts';
import type { EvidenceSigner } from '../evidence/seal.ts';
import type { AwsConnection } from './connection.ts';

/** KMS answers in milliseconds; the SDK's own tries included. */
const LIMIT_MS = 5_000;

/** KMS has answered without what was asked for. */
export class KmsAnswerIncomplete extends Error {
  override name = 'KmsAnswerIncomplete' as const;

  constructor(missing: string) {
    super(`KMS has answered without ${missing}.`);
  }
}

export class KmsEvidenceSigner implements EvidenceSigner {
  readonly #KeyId: string;
  readonly #client: KMSClient;
  #publicKey: Promise<KeyObject> | undefined;

  /** @param keyArn no alias: one that is moved would sign with another key than was named */
  constructor(keyArn: string, connection: AwsConnection = {}) {
    this.#KeyId = keyArn;
    this.#client = new KMSClient(connection);
  }

  /** Asked for once: the key of an ARN never changes. One that failed is asked for again. */
  publicKey(): Promise<KeyObject> {
    this.#publicKey ??= this.#fetchPublicKey().catch((error: unknown) => {
      this.#publicKey = undefined;
      throw error;
    });
    return this.#publicKey;
  }

  async sign(said: Uint8Array): Promise<Uint8Array> {
    const { Signature } = await this.#client.send(
      new SignCommand({
        KeyId: this.#KeyId,
        // KMS takes no message of more than 4 KB.
        Message: createHash('sha256').update(said).digest(),
        MessageType: 'DIGEST',
        SigningAlgorithm: SIGNATURE_ALGORITHM,
      }),
      { abortSignal: AbortSignal.timeout(LIMIT_MS) },
    );
    if (Signature === undefined) throw new KmsAnswerIncomplete('a signature');
    return Signature;
  }

  close(): void {
    this.#client.destroy();
  }

  async #fetchPublicKey(): Promise<KeyObject> {
    const { PublicKey } = await this.#client.send(new GetPublicKeyCommand({ KeyId: this.#KeyId }), {
      abortSignal: AbortSignal.timeout(LIMIT_MS),
    });
    if (PublicKey === undefined) throw new KmsAnswerIncomplete('a public key');
    return readPublicKey(PublicKey);
  }
}
