/** How an SDK client reaches its service: AWS' own settings, or what the local host puts in their place. */
import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';

/** Empty on AWS. On one machine an endpoint, or a handler that answers inside the process. */
export type AwsConnection = Pick<
  DynamoDBClientConfig,
  'endpoint' | 'region' | 'credentials' | 'requestHandler' | 'signer'
>;
