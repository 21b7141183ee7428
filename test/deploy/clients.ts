/** Clients of the emulator, by the environment that `run.sh` sets, and what was deployed. */
import { readFileSync } from 'node:fs';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';

export const NAME = 'atlas-restore-test';

export const clients = {
  dynamo: new DynamoDBClient({}),
  events: new EventBridgeClient({}),
  iam: new IAMClient({}),
  kms: new KMSClient({}),
  lambda: new LambdaClient({}),
  s3: new S3Client({ forcePathStyle: true }),
  logs: new CloudWatchLogsClient({}),
  secrets: new SecretsManagerClient({}),
  sfn: new SFNClient({}),
  sqs: new SQSClient({}),
};

export interface Outputs {
  readonly ApiUrl: string;
  readonly RestoreStateMachineArn: string;
  readonly LedgerTable: string;
  readonly ReaderSecretArn: string;
  readonly RestorerSecretArn: string;
  readonly OwnerSecretArn: string;
  readonly DrillStateMachineArn: string;
  readonly EvidenceBucket: string;
  readonly EvidenceKeyArn: string;
}

export const outputs = (): Outputs =>
  (JSON.parse(readFileSync(process.env.OUTPUTS ?? '', 'utf8')) as Record<string, Outputs>)[NAME] as Outputs;

export interface Chaining {
  readonly ParentArn: string;
  readonly DirectArn: string;
  readonly EndsUrl: string;
}

export const chaining = (): Chaining =>
  Object.values(
    JSON.parse(readFileSync(process.env.CHAINING ?? '', 'utf8')) as Record<string, Chaining>,
  )[0] as Chaining;

/** As the emulator serves it: by path, not by the name of its host. */
export function apiUrl(): string {
  const id = new URL(outputs().ApiUrl).hostname.split('.')[0];
  return `${process.env.AWS_ENDPOINT_URL}/_aws/execute-api/${id}/$default`;
}

export const apiId = (): string => new URL(outputs().ApiUrl).hostname.split('.')[0] ?? '';
