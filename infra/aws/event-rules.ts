/** Rules on the event bus, each with its dead-letter queue: an event that cannot be handled waits for somebody. */
import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { EVENT_FUNCTIONS } from '../event-functions.ts';
import { deadLetterQueue } from './dead-letters.ts';
import type { RestoreFunctions } from './lambda/restore-functions.ts';
import type { RestoreWorkflow } from './restore-workflow.ts';
import type { Surroundings } from './surroundings.ts';

export interface EventRulesProps {
  readonly functions: RestoreFunctions;
  readonly workflow: RestoreWorkflow;
  /** Of ends of executions: what the function fails at comes into it too. */
  readonly unhandledEnds: IQueue;
}

export class EventRules extends Construct {
  /** By the name of the alarm that watches it. */
  readonly deadLetters: Readonly<Record<string, IQueue>>;

  constructor(
    scope: Construct,
    id: string,
    surroundings: Surroundings,
    { functions, workflow, unhandledEnds }: EventRulesProps,
  ) {
    super(scope, id);
    const { executionEnd } = EVENT_FUNCTIONS;
    new Rule(this, 'ExecutionEnd', {
      description: 'Executions of restores that failed, timed out or were stopped',
      eventPattern: {
        source: [executionEnd.source],
        detailType: [executionEnd.detailType],
        detail: {
          stateMachineArn: [workflow.machine.stateMachineArn],
          status: [...executionEnd.statuses],
        },
      },
      targets: [
        new LambdaFunction(functions.of(executionEnd.function).lambda, {
          deadLetterQueue: unhandledEnds,
          // Atlas or the function may be away for hours; a day later the restore has been looked at by people.
          maxEventAge: Duration.hours(24),
          retryAttempts: 185,
        }),
      ],
    });
    const unswept = deadLetterQueue(this, 'SweepDead', surroundings);
    new Rule(this, 'Sweep', {
      description: 'Looks after restores that nobody looks after any more',
      schedule: Schedule.rate(Duration.minutes(EVENT_FUNCTIONS.sweep.everyMinutes)),
      targets: [
        new LambdaFunction(functions.of(EVENT_FUNCTIONS.sweep.function).lambda, {
          deadLetterQueue: unswept,
          // The next sweep does the same.
          maxEventAge: Duration.minutes(EVENT_FUNCTIONS.sweep.everyMinutes),
          retryAttempts: 2,
        }),
      ],
    });
    this.deadLetters = { 'execution-end-unhandled': unhandledEnds, 'sweep-unhandled': unswept };
  }
}
