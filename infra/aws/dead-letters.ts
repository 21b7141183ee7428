/** Where an event that cannot be handled waits for somebody. */
import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledge } from './nag.ts';
import type { Surroundings } from './surroundings.ts';

/** The longest that SQS keeps a message: nobody may be looking over the holidays. */
const KEPT = Duration.days(14);

export function deadLetterQueue(scope: Construct, id: string, { key }: Surroundings): Queue {
  const queue = new Queue(scope, id, {
    enforceSSL: true,
    retentionPeriod: KEPT,
    ...(key
      ? { encryption: QueueEncryption.KMS, encryptionMasterKey: key }
      : { encryption: QueueEncryption.SQS_MANAGED }),
  });
  acknowledge(queue, {
    'AwsSolutions::AwsSolutions-SQS3': 'It is a dead-letter queue.',
    'Serverless::Serverless-SQSRedrivePolicy': 'It is a dead-letter queue.',
  });
  return queue;
}
