/** After the stacks are gone, nothing of them is there. Ends with an error where something is. */
import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ListRolesCommand, ListUsersCommand } from '@aws-sdk/client-iam';
import { ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListSecretsCommand } from '@aws-sdk/client-secrets-manager';
import { ListStateMachinesCommand } from '@aws-sdk/client-sfn';
import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { clients } from './clients.ts';

const left: Record<string, readonly (string | undefined)[]> = {
  tables: (await clients.dynamo.send(new ListTablesCommand({}))).TableNames ?? [],
  functions: ((await clients.lambda.send(new ListFunctionsCommand({}))).Functions ?? []).map(
    (one) => one.FunctionName,
  ),
  machines: ((await clients.sfn.send(new ListStateMachinesCommand({}))).stateMachines ?? []).map(
    (one) => one.name,
  ),
  secrets: ((await clients.secrets.send(new ListSecretsCommand({}))).SecretList ?? []).map((one) => one.Name),
  queues: (await clients.sqs.send(new ListQueuesCommand({}))).QueueUrls ?? [],
  logs: ((await clients.logs.send(new DescribeLogGroupsCommand({}))).logGroups ?? []).map(
    (one) => one.logGroupName,
  ),
  users: ((await clients.iam.send(new ListUsersCommand({}))).Users ?? []).map((one) => one.UserName),
  roles: ((await clients.iam.send(new ListRolesCommand({}))).Roles ?? []).map((one) => one.RoleName),
};

/** Of `cdk bootstrap`, which belongs to the account and not to the app. */
const isBootstrap = (name: string | undefined) => /^cdk-hnb659fds-|CDKToolkit/.test(name ?? '');

const found = Object.entries(left).flatMap(([kind, names]) =>
  names.filter((name) => !isBootstrap(name)).map((name) => `${kind}: ${name}`),
);
if (found.length > 0) {
  process.stdout.write(`left behind:\n${found.join('\n')}\n`);
  process.exitCode = 1;
} else process.stdout.write('nothing left behind\n');
