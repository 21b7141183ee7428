/** The drill state machine: the file of `infra/workflows`, with the functions' ARNs and the restore machine's in it. */
import { readFileSync } from 'node:fs';
import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { DRILL_TASKS, RESTORE_MACHINE } from '../../workflows/tasks.ts';
import { executionsFinding, executionsOf } from '../lambda/grants.ts';
import { allow } from '../lambda/restore-function.ts';
import { acknowledge } from '../nag.ts';
import type { Surroundings } from '../surroundings.ts';
import type { DrillFunctions } from './drill-functions.ts';

const DEFINITION = new URL('../../workflows/drill.asl.json', import.meta.url);
const suffix = 'drill';
/** Step Functions' own, by which `.sync:2` hears of the end of a nested execution. */
const NESTED_RULE = 'StepFunctionsGetEventsForStepFunctionsExecutionRule';

export interface DrillWorkflowProps {
  readonly functions: DrillFunctions;
  readonly restoreMachineArn: string;
}

export class DrillWorkflow extends Construct {
  readonly machine: StateMachine;

  constructor(
    scope: Construct,
    id: string,
    surroundings: Surroundings,
    { functions, restoreMachineArn }: DrillWorkflowProps,
  ) {
    super(scope, id);
    const { config, key, logRetention } = surroundings;
    const arns = Object.entries(DRILL_TASKS).map(
      ([placeholder, file]) => [placeholder, functions.of(file).lambda.functionArn] as const,
    );
    const logGroup = new LogGroup(this, 'Log', {
      logGroupName: `/aws/vendedlogs/states/${config.name}-${suffix}`,
      retention: logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
      ...(key && { encryptionKey: key }),
    });
    const nestedRule = Stack.of(this).formatArn({
      service: 'events',
      resource: 'rule',
      resourceName: NESTED_RULE,
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
        nested: new PolicyDocument({
          statements: [
            allow(['states:StartExecution'], [restoreMachineArn]),
            allow(['states:DescribeExecution', 'states:StopExecution'], [executionsOf(restoreMachineArn)]),
            allow(['events:PutTargets', 'events:PutRule', 'events:DescribeRule'], [nestedRule]),
          ],
        }),
      },
    });
    acknowledge(role, {
      'AwsSolutions::AwsSolutions-IAM5[Resource::*]':
        'Log deliveries and X-Ray have no resources that a policy could name.',
      [executionsFinding(`${config.name}-restore`)]:
        'Executions of the one machine: they have no names before they are started.',
    });
    this.machine = new StateMachine(this, 'Machine', {
      stateMachineName: `${config.name}-${suffix}`,
      definitionBody: DefinitionBody.fromString(readFileSync(DEFINITION, 'utf8')),
      definitionSubstitutions: { ...Object.fromEntries(arns), [RESTORE_MACHINE]: restoreMachineArn },
      role,
      tracingEnabled: true,
      // What happened, not with what: results hold names of collections.
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
