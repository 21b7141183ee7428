/** The drill state machine, which runs restores of the restore machine and waits for them. */
import { Stack } from 'aws-cdk-lib';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { DRILL_TASKS, RESTORE_MACHINE } from '../../workflows/tasks.ts';
import { executionsFinding, executionsOf } from '../lambda/grants.ts';
import { allow } from '../lambda/restore-function.ts';
import type { Surroundings } from '../surroundings.ts';
import { arnsOf, machineArnFor, workflowMachine } from '../workflow-machine.ts';
import type { DrillFunctions } from './drill-functions.ts';

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
    const nestedRule = Stack.of(this).formatArn({
      service: 'events',
      resource: 'rule',
      resourceName: NESTED_RULE,
    });
    this.machine = workflowMachine(this, surroundings, {
      suffix: 'drill',
      functionArns: arnsOf(DRILL_TASKS, functions),
      substitutions: { [RESTORE_MACHINE]: restoreMachineArn },
      nested: [
        allow(['states:StartExecution'], [restoreMachineArn]),
        allow(['states:DescribeExecution', 'states:StopExecution'], [executionsOf(restoreMachineArn)]),
        allow(['events:PutTargets', 'events:PutRule', 'events:DescribeRule'], [nestedRule]),
      ],
      acknowledged: {
        [executionsFinding(`${surroundings.config.name}-restore`)]:
          'Executions of the one machine: they have no names before they are started.',
      },
    });
  }

  static arnFor(scope: Construct, surroundings: Surroundings): string {
    return machineArnFor(scope, surroundings, 'drill');
  }
}
