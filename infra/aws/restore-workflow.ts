/** The restore state machine: the file of `infra/workflows`, with the functions' ARNs in it. */

import { readFileSync } from 'node:fs';
import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { RESTORE_TASKS } from '../workflows/tasks.ts';
import { allow } from './lambda/restore-function.ts';
import type { RestoreFunctions } from './lambda/restore-functions.ts';
import { acknowledge } from './nag.ts';
import type { Surroundings } from './surroundings.ts';

const DEFINITION = new URL('../workflows/restore.asl.json', import.meta.url);
const suffix = 'restore';

export class RestoreWorkflow extends Construct {
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, surroundings: Surroundings, functions: RestoreFunctions) {
    super(scope, id);
    const { config, key, logRetention } = surroundings;
    const arns = Object.entries(RESTORE_TASKS).map(
      ([placeholder, file]) => [placeholder, functions.of(file).lambda.functionArn] as const,
    );
    const logGroup = new LogGroup(this, 'Log', {
      logGroupName: `/aws/vendedlogs/states/${config.name}-${suffix}`,
      retention: logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
      ...(key && { encryptionKey: key }),
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('states.amazonaws.com'),
      inlinePolicies: {
        tasks: new PolicyDocument({
          statements: [
            allow(
              ['lambda:InvokeFunction'],
              arns.map(([, arn]) => arn),
            ),
          ],
        }),
      },
    });
    acknowledge(role, {
      'AwsSolutions::AwsSolutions-IAM5[Resource::*]':
        'Log deliveries and X-Ray have no resources that a policy could name.',
    });
    this.machine = new StateMachine(this, 'Machine', {
      stateMachineName: `${config.name}-${suffix}`,
      definitionBody: DefinitionBody.fromString(readFileSync(DEFINITION, 'utf8')),
      definitionSubstitutions: Object.fromEntries(arns),
      role,
      tracingEnabled: true,
      // What happened, not with what: requests hold the words of people.
      logs: { destination: logGroup, level: LogLevel.ALL, includeExecutionData: false },
    });
  }

  /** Known before the machine is: functions start it, and it invokes functions. */
  static arnFor(scope: Construct, { config }: Surroundings): string {
    return Stack.of(scope).formatArn({
      service: 'states',
      resource: 'stateMachine',
      resourceName: `${config.name}-${suffix}`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }
}
