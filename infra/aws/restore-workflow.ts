/** The restore state machine. */
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { RESTORE_TASKS } from '../workflows/tasks.ts';
import type { RestoreFunctions } from './lambda/restore-functions.ts';
import type { Surroundings } from './surroundings.ts';
import { arnsOf, machineArnFor, workflowMachine } from './workflow-machine.ts';

export class RestoreWorkflow extends Construct {
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, surroundings: Surroundings, functions: RestoreFunctions) {
    super(scope, id);
    this.machine = workflowMachine(this, surroundings, {
      suffix: 'restore',
      functionArns: arnsOf(RESTORE_TASKS, functions),
    });
  }

  static arnFor(scope: Construct, surroundings: Surroundings): string {
    return machineArnFor(scope, surroundings, 'restore');
  }
}
