/** Signs evidence by a key of KMS that nobody can take away from there. */
import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import type { EvidenceSigner } from '../evidence/store.ts';
import type { AwsConnection } from './connection.ts';

export class EvidenceKey implements EvidenceSigner {
  readonly #keyId: string;
  readonly #client: KMSClient;
  #public: Promise<Uint8Array> | undefined;

  /** @param keyId ARN of a key ECC_NIST_P256 for SIGN_VERIFY */
  constructor(keyId: string, connection: AwsConnection = {}) {
    this.#keyId = keyId;
    this.#client = new KMSClient(connection);
  }

  async sign(hash: Uint8Array): Promise<Uint8Array> {
    const { Signature } = await this.#client.send(
      new SignCommand({
        KeyId: this.#keyId,
        Message: hash,
        MessageType: 'RAW',
        SigningAlgorithm: 'ECDSA_SHA_256',
      }),
    );
    if (Signature === undefined) throw new Error('KMS has signed nothing.');
    return Signature;
  }

  /** Asked once a container. */
  publicKey(): Promise<Uint8Array> {
    this.#public ??= this.#read().catch((error: unknown) => {
      this.#public = undefined;
      throw error;
    });
    return this.#public;
  }

  close(): void {
    this.#client.destroy();
  }

  async #read(): Promise<Uint8Array> {
    const { PublicKey } = await this.#client.send(new GetPublicKeyCommand({ KeyId: this.#keyId }));
    if (PublicKey === undefined) throw new Error('KMS has given no public key.');
    return PublicKey;
  }
}
