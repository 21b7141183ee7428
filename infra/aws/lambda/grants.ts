/** What functions may do with resources that no construct of ours stands for. */
import { Stack } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { EVENT_SOURCE } from '../../../lib/events/restore-event.ts';
import { allow } from './restore-function.ts';

/** Of our own source only. */
export function tellingOf(scope: Construct, bus: string): PolicyStatement {
  const arn = Stack.of(scope).formatArn({ service: 'events', resource: 'event-bus', resourceName: bus });
  const statement = allow(['events:PutEvents'], [arn]);
  statement.addCondition('StringEquals', { 'events:source': EVENT_SOURCE });
  return statement;
}

/** Executions of a machine have no names before they are started. */
export const executionsOf = (machineArn: string): string =>
  `${machineArn.replace(':stateMachine:', ':execution:')}:*`;

/** The finding that nag has about executions: its id holds the resource, that of this one machine. */
export const executionsFinding = (machineName: string): string =>
  `AwsSolutions::AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:${machineName}:*]`;

/** What a function is told, and what it may do, for one of the parts that its definition names. */
export interface Given<Environment> {
  readonly environment: Environment;
  readonly permissions: readonly PolicyStatement[];
}

type Together<Union> = (Union extends unknown ? (each: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never;

/** For a function with several parts. */
export function together<const Environments extends readonly object[]>(
  ...parts: { readonly [At in keyof Environments]: Given<Environments[At]> }
): Given<Together<Environments[number]>> {
  return {
    environment: Object.assign({}, ...parts.map(({ environment }) => environment)),
    permissions: parts.flatMap(({ permissions }) => permissions),
  };
}
