/** The state machine that reads and checks what restores have brought; only where restores may ask for it. */
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { VERIFICATION_TASKS } from '../../workflows/tasks.ts';
import type { Surroundings } from '../surroundings.ts';
import { arnsOf, machineArnFor, workflowMachine } from '../workflow-machine.ts';
import type { DrillFunctions } from './drill-functions.ts';

export class VerificationWorkflow extends Construct {
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, surroundings: Surroundings, functions: DrillFunctions) {
    super(scope, id);
    this.machine = workflowMachine(this, surroundings, {
      suffix: 'verification',
      functionArns: arnsOf(VERIFICATION_TASKS, functions),
    });
  }

  static arnFor(scope: Construct, surroundings: Surroundings): string {
    return machineArnFor(scope, surroundings, 'verification');
  }
}
