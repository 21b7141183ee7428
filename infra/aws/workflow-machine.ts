/** A state machine: a file of `infra/workflows`, with the functions' ARNs in it, its role and its log. */
import { readFileSync } from 'node:fs';
import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyDocument, type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { allow } from './lambda/restore-function.ts';
import { acknowledge } from './nag.ts';
import type { Surroundings } from './surroundings.ts';

/** The rest of its name; the deployment's stands before it. */
type Suffix = 'restore' | 'drill' | 'verification';

export interface WorkflowMachineProps {
  readonly suffix: Suffix;
  /** ARNs of functions by the placeholders of the definition. */
  readonly functionArns: Readonly<Record<string, string>>;
  /** What else the definition has placeholders for. */
  readonly substitutions?: Readonly<Record<string, string>>;
  /** What it may do beside calling its functions. */
  readonly nested?: readonly PolicyStatement[];
  /** Findings of its role, with reasons. */
  readonly acknowledged?: Readonly<Record<string, string>>;
}

/** Its parts are children of the scope. */
export function workflowMachine(
  scope: Construct,
  { config, key, logRetention }: Surroundings,
  { suffix, functionArns, substitutions = {}, nested, acknowledged = {} }: WorkflowMachineProps,
): StateMachine {
  const logGroup = new LogGroup(scope, 'Log', {
    logGroupName: `/aws/vendedlogs/states/${config.name}-${suffix}`,
    retention: logRetention,
    removalPolicy: RemovalPolicy.DESTROY,
    ...(key && { encryptionKey: key }),
  });
  const calling = allow(['lambda:InvokeFunction'], Object.values(functionArns));
  const role = new Role(scope, 'Role', {
    assumedBy: new ServicePrincipal('states.amazonaws.com'),
    inlinePolicies: {
      tasks: new PolicyDocument({ statements: [calling] }),
      ...(nested && { nested: new PolicyDocument({ statements: [...nested] }) }),
    },
  });
  acknowledge(role, {
    'AwsSolutions::AwsSolutions-IAM5[Resource::*]':
      'Log deliveries and X-Ray have no resources that a policy could name.',
    ...acknowledged,
  });
  const definition = readFileSync(new URL(`../workflows/${suffix}.asl.json`, import.meta.url), 'utf8');
  return new StateMachine(scope, 'Machine', {
    stateMachineName: `${config.name}-${suffix}`,
    definitionBody: DefinitionBody.fromString(definition),
    definitionSubstitutions: { ...functionArns, ...substitutions },
    role,
    tracingEnabled: true,
    // What happened, not with what: requests hold the words of people, results the names of collections.
    logs: { destination: logGroup, level: LogLevel.ALL, includeExecutionData: false },
  });
}

/** Known before the machine is: functions start it, and it invokes functions. */
export const machineArnFor = (scope: Construct, { config }: Surroundings, suffix: Suffix): string =>
  Stack.of(scope).formatArn({
    service: 'states',
    resource: 'stateMachine',
    resourceName: `${config.name}-${suffix}`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });

/** Of the functions behind a table of placeholders. */
export const arnsOf = (
  tasks: Readonly<Record<string, string>>,
  functions: { of(file: string): { readonly lambda: { readonly functionArn: string } } },
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(tasks).map(([placeholder, file]) => [placeholder, functions.of(file).lambda.functionArn]),
  );
