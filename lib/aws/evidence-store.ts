/** Evidence in S3: one locked object a record. */
import {
  GetObjectCommand,
  NoSuchKey,
  type ObjectLockMode,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Clock } from '../clock.ts';
import { nameOf } from '../evidence/record.ts';
import type { EvidenceStore } from '../evidence/store.ts';
import type { AwsConnection } from './connection.ts';

export interface EvidenceBucket {
  readonly bucket: string;
  /** GOVERNANCE can be lifted by who has the right to, COMPLIANCE by nobody. */
  readonly lock: ObjectLockMode;
  readonly retentionDays: number;
}

/** As S3 names "there is one already", and "somebody is putting one at this moment". */
const TAKEN: ReadonlySet<string> = new Set(['PreconditionFailed', 'ConditionalRequestConflict']);
const DAY_MS = 86_400_000;

export class EvidenceObjects implements EvidenceStore {
  readonly #place: EvidenceBucket;
  readonly #clock: Clock;
  readonly #client: S3Client;

  constructor(place: EvidenceBucket, clock: Clock, connection: AwsConnection = {}) {
    this.#place = place;
    this.#clock = clock;
    this.#client = new S3Client(connection);
  }

  async putIfAbsent(sequence: number, text: string): Promise<boolean> {
    const { bucket, lock, retentionDays } = this.#place;
    const retainUntil = new Date(this.#clock.now().getTime() + retentionDays * DAY_MS);
    try {
      await this.#client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: `evidence/${nameOf(sequence)}`,
          Body: text,
          ContentType: 'application/json',
          ChecksumAlgorithm: 'SHA256',
          IfNoneMatch: '*',
          ObjectLockMode: lock,
          ObjectLockRetainUntilDate: retainUntil,
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof Error && TAKEN.has(error.name)) return false;
      throw error;
    }
  }

  async get(sequence: number): Promise<string | undefined> {
    const { bucket } = this.#place;
    try {
      const { Body } = await this.#client.send(
        new GetObjectCommand({ Bucket: bucket, Key: `evidence/${nameOf(sequence)}` }),
      );
      return await Body?.transformToString();
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }

  close(): void {
    this.#client.destroy();
  }
}
