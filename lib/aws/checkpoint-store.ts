/**
 * Checkpoints in a bucket of another account, whose owner lets this one put and nothing else. Needs s3:PutObject; an object
 * that is there is never replaced.
 */
import { PutObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import type { CheckpointStore } from '../evidence/keep-checkpoint.ts';
import type { AwsConnection } from './connection.ts';

export interface CheckpointBucket {
  readonly bucket: string;
  /** Twelve digits: a bucket of that name that is somebody else's by now is refused. */
  readonly account: string;
}

const PREFIX = 'checkpoints/';
/** A kilobyte, the SDK's own tries included. */
const LIMIT_MS = 15_000;
const THERE = 412;

export class S3CheckpointStore implements CheckpointStore {
  readonly #bucket: CheckpointBucket;
  readonly #client: S3Client;

  constructor(bucket: CheckpointBucket, connection: AwsConnection = {}) {
    this.#bucket = bucket;
    this.#client = new S3Client(connection);
  }

  async putIfAbsent(name: string, text: string): Promise<boolean> {
    const { bucket, account } = this.#bucket;
    try {
      await this.#client.send(
        new PutObjectCommand({
          Bucket: bucket,
          ExpectedBucketOwner: account,
          Key: PREFIX + name,
          Body: text,
          ContentType: 'application/json',
          IfNoneMatch: '*',
        }),
        { abortSignal: AbortSignal.timeout(LIMIT_MS) },
      );
      return true;
    } catch (error) {
      if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === THERE) return false;
      throw error;
    }
  }

  close(): void {
    this.#client.destroy();
  }
}
