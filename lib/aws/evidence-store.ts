/**
 * Evidence in S3: one object a record, which is put once and locked until its time is over. Needs s3:PutObject,
 * s3:PutObjectRetention, s3:GetObject, and s3:ListBucket, without which S3 says 403 of an object that is not there.
 */
import { createHash } from 'node:crypto';
import {
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  type ObjectLockRetentionMode,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { Clock } from '../clock.ts';
import { fileNameOf, MOST_RECORD_BYTES, sequenceOfFileName } from '../evidence/record.ts';
import type { EvidenceStore } from '../evidence/store.ts';
import type { AwsConnection } from './connection.ts';

export interface EvidenceBucket {
  readonly bucket: string;
  /** COMPLIANCE: nobody deletes it before, not even the account's root. */
  readonly lock: { readonly mode: ObjectLockRetentionMode; readonly months: number };
}

/** The object is larger than any record: it is not one of ours, and is not read into memory. */
export class EvidenceObjectTooLarge extends Error {
  override name = 'EvidenceObjectTooLarge' as const;

  constructor(sequence: number) {
    super(`The evidence object ${fileNameOf(sequence)} is larger than ${MOST_RECORD_BYTES} bytes.`);
  }
}

const PREFIX = 'evidence/';
/** Four megabytes on a slow way, the SDK's own tries included. */
const LIMIT_MS = 15_000;
/**
 * 412: it is there. 409: somebody puts or deletes it in this moment, and it may be there or not.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
const TAKEN = [409, 412];

export class S3EvidenceStore implements EvidenceStore {
  readonly #bucket: EvidenceBucket;
  readonly #clock: Clock;
  readonly #client: S3Client;

  constructor(bucket: EvidenceBucket, clock: Clock, connection: AwsConnection = {}) {
    this.#bucket = bucket;
    this.#clock = clock;
    this.#client = new S3Client(connection);
  }

  async putIfAbsent(sequence: number, record: Uint8Array): Promise<boolean> {
    const { bucket, lock } = this.#bucket;
    try {
      await this.#client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: keyOf(sequence),
          Body: record,
          ContentType: 'application/json',
          IfNoneMatch: '*',
          ChecksumSHA256: createHash('sha256').update(record).digest('base64'),
          ObjectLockMode: lock.mode,
          ObjectLockRetainUntilDate: monthsAfter(this.#clock.now(), lock.months),
        }),
        { abortSignal: AbortSignal.timeout(LIMIT_MS) },
      );
      return true;
    } catch (error) {
      if (error instanceof S3ServiceException && TAKEN.includes(error.$metadata.httpStatusCode ?? 0))
        return false;
      throw error;
    }
  }

  async read(sequence: number): Promise<Uint8Array | undefined> {
    try {
      const { Body, ContentLength = 0 } = await this.#client.send(
        new GetObjectCommand({ Bucket: this.#bucket.bucket, Key: keyOf(sequence), ChecksumMode: 'ENABLED' }),
        { abortSignal: AbortSignal.timeout(LIMIT_MS) },
      );
      if (ContentLength > MOST_RECORD_BYTES) throw new EvidenceObjectTooLarge(sequence);
      return await Body?.transformToByteArray();
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }

  async *sequences(after = 0): AsyncGenerator<number> {
    let from: string | undefined;
    do {
      const page = await this.#client.send(
        new ListObjectsV2Command({
          Bucket: this.#bucket.bucket,
          Prefix: PREFIX,
          ...(from === undefined ? { StartAfter: keyOf(after) } : { ContinuationToken: from }),
        }),
        { abortSignal: AbortSignal.timeout(LIMIT_MS) },
      );
      for (const { Key = '' } of page.Contents ?? []) {
        const sequence = sequenceOfFileName(Key.slice(PREFIX.length));
        if (sequence !== undefined) yield sequence;
      }
      from = page.NextContinuationToken;
    } while (from !== undefined);
  }

  close(): void {
    this.#client.destroy();
  }
}

const keyOf = (sequence: number): string => PREFIX + fileNameOf(sequence);

/** A day that the month lacks becomes one of the next month: never shorter than was asked. */
function monthsAfter(now: Date, months: number): Date {
  const then = new Date(now);
  then.setUTCMonth(then.getUTCMonth() + months);
  return then;
}
