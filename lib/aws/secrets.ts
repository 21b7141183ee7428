/** Reads the Atlas credential from Secrets Manager and keeps it for a while. */
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type AtlasCredential, parseCredential } from '../atlas/credentials.ts';
import type { AwsConnection } from './connection.ts';

/** Rotation must be noticed without a 401 too; Secrets Manager allows far more than this. */
const KEEP_MS = 5 * 60_000;

export class Secrets {
  readonly #client: SecretsManagerClient;
  #kept:
    | { readonly secretId: string; readonly until: number; readonly credential: AtlasCredential }
    | undefined;

  constructor(connection: AwsConnection = {}) {
    this.#client = new SecretsManagerClient(connection);
  }

  /** `refresh` skips what is kept: Atlas has just refused it. */
  async atlasCredential(secretId: string, refresh: boolean): Promise<AtlasCredential> {
    const now = performance.now();
    if (!refresh && this.#kept?.secretId === secretId && now < this.#kept.until) return this.#kept.credential;
    const answer = await this.#client.send(new GetSecretValueCommand({ SecretId: secretId }));
    const credential = parseCredential(parseJson(answer.SecretString));
    this.#kept = { secretId, until: now + KEEP_MS, credential };
    return credential;
  }

  close(): void {
    this.#client.destroy();
  }
}

/** A secret that is no JSON must not be quoted by the parser's error. */
function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
