/** A rule for each plan, and one of the sweeper's own: it does not depend on anything that drills do. */
import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import {
  EventBus,
  EventField,
  type IRuleTarget,
  Rule,
  type RuleTargetConfig,
  RuleTargetInput,
  Schedule,
} from 'aws-cdk-lib/aws-events';
import { LambdaFunction, SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { DrillPlan } from '../../../lib/drills/plans/plan.ts';
import { DRILL_DETAIL_TYPES } from '../../../lib/events/drill-event.ts';
import { EVENT_SOURCE, RESTORE_STATE_CHANGE } from '../../../lib/events/restore-event.ts';
import { EVENT_FUNCTIONS } from '../../event-functions.ts';
import { type DeployedDrills, ruleNameOf } from '../config/drills.ts';
import { deadLetterQueue } from '../dead-letters.ts';
import type { Surroundings } from '../surroundings.ts';
import type { DrillFunctions } from './drill-functions.ts';

export interface DrillRulesProps {
  readonly drills: DeployedDrills;
  readonly functions: DrillFunctions;
  /** Of plans whose drills could not be started. */
  readonly notStarted: IQueue;
  /** Of days that could not be closed. */
  readonly notClosed: IQueue;
}

export class DrillRules extends Construct {
  /** By the name of the alarm that watches it. */
  readonly deadLetters: Readonly<Record<string, IQueue>>;

  constructor(
    scope: Construct,
    id: string,
    surroundings: Surroundings,
    { drills, functions, notStarted, notClosed }: DrillRulesProps,
  ) {
    super(scope, id);
    const { name } = surroundings.config;
    if (drills.plans.length > 0) this.#letIn(name, functions, notStarted);
    for (const plan of drills.plans) this.#rule(name, plan, functions, notStarted);
    const untold = drills.plans.some(({ notify }) => notify)
      ? deadLetterQueue(this, 'NotifyDead', surroundings)
      : undefined;
    for (const { name: plan, notify } of drills.plans)
      if (notify && untold) this.#tell(surroundings.config.eventBusName, plan, notify, untold);

    const { function: sweeper, everyMinutes } = EVENT_FUNCTIONS.sweepDrills;
    const unswept = deadLetterQueue(this, 'SweepDead', surroundings);
    new Rule(this, 'Sweep', {
      description: 'Looks after drills that nobody looks after any more',
      schedule: Schedule.rate(Duration.minutes(everyMinutes)),
      targets: [
        new LambdaFunction(functions.of(sweeper).lambda, {
          deadLetterQueue: unswept,
          // The next sweep does the same.
          maxEventAge: Duration.minutes(everyMinutes),
          retryAttempts: 2,
        }),
      ],
    });
    const unassured = this.#assure(surroundings, functions);
    const uncounted = this.#count(surroundings, functions);
    const { function: closing, hour, minute } = EVENT_FUNCTIONS.closeDay;
    new Rule(this, 'CloseDay', {
      description: 'Coverage of the day into the chain, and its end to where somebody else keeps it',
      schedule: Schedule.cron({ hour: String(hour), minute: String(minute) }),
      targets: [
        new LambdaFunction(functions.of(closing).lambda, {
          deadLetterQueue: notClosed,
          // The next one does the same, for another day.
          maxEventAge: Duration.hours(24),
          retryAttempts: 185,
        }),
      ],
    });
    this.deadLetters = {
      'evidence-day-unhandled': notClosed,
      'drill-coverage-unhandled': uncounted,
      'restore-evidence-unhandled': unassured,
      'drill-start-unhandled': notStarted,
      'drill-sweep-unhandled': unswept,
      ...(untold && { 'drill-notify-unhandled': untold }),
    };
  }

  /** At once when an end is told, and every few minutes what is left. */
  #assure(surroundings: Surroundings, functions: DrillFunctions): IQueue {
    const { function: file, statuses, everyMinutes } = EVENT_FUNCTIONS.assureRestores;
    const unassured = deadLetterQueue(this, 'AssureDead', surroundings);
    const target = new LambdaFunction(functions.of(file).lambda, {
      deadLetterQueue: unassured,
      // The next round does the same.
      maxEventAge: Duration.minutes(everyMinutes),
      retryAttempts: 2,
    });
    new Rule(this, 'Assure', {
      description: 'Writes what is left of the ends of restores into evidence',
      schedule: Schedule.rate(Duration.minutes(everyMinutes)),
      targets: [target],
    });
    new Rule(this, 'RestoreEnd', {
      description: 'Writes the end of a restore into evidence',
      eventBus: EventBus.fromEventBusName(this, 'RestoreEndBus', surroundings.config.eventBusName),
      eventPattern: {
        source: [EVENT_SOURCE],
        detailType: [RESTORE_STATE_CHANGE],
        detail: { status: [...statuses] },
      },
      targets: [target],
    });
    return unassured;
  }

  /** Every quarter of an hour, and after each drill. */
  #count(surroundings: Surroundings, functions: DrillFunctions): IQueue {
    const { function: file, everyMinutes } = EVENT_FUNCTIONS.computeCoverage;
    const uncounted = deadLetterQueue(this, 'CoverageDead', surroundings);
    const target = new LambdaFunction(functions.of(file).lambda, {
      deadLetterQueue: uncounted,
      // The next round does the same.
      maxEventAge: Duration.minutes(everyMinutes),
      retryAttempts: 2,
    });
    new Rule(this, 'Coverage', {
      description: 'What is drilled and what is not',
      schedule: Schedule.rate(Duration.minutes(everyMinutes)),
      targets: [target],
    });
    new Rule(this, 'DrillEnd', {
      description: 'What is drilled and what is not, after a drill',
      eventBus: EventBus.fromEventBusName(this, 'DrillEndBus', surroundings.config.eventBusName),
      eventPattern: { source: [EVENT_SOURCE], detailType: [DRILL_DETAIL_TYPES.VERDICT] },
      targets: [target],
    });
    return uncounted;
  }

  #rule(name: string, plan: DrillPlan, functions: DrillFunctions, notStarted: IQueue): void {
    const ruleName = ruleNameOf(name, plan.name);
    const target: IRuleTarget = {
      bind: (): RuleTargetConfig => ({
        arn: functions.of(EVENT_FUNCTIONS.startDrills.function).lambda.functionArn,
        deadLetterConfig: { arn: notStarted.queueArn },
        // Started late it is the same drill: its id holds the time of the event. A day later the next one is due.
        retryPolicy: {
          maximumEventAgeInSeconds: Duration.hours(24).toSeconds(),
          maximumRetryAttempts: 185,
        },
        input: RuleTargetInput.fromObject({
          plan: plan.name,
          time: EventField.time,
          by: this.#ruleArn(ruleName),
        }),
      }),
    };
    new Rule(this, `Plan-${plan.name}`, {
      ruleName,
      description: `Starts the drills of the plan ${plan.name}`,
      schedule: Schedule.expression(plan.schedule),
      enabled: plan.enabled,
      targets: [target],
    });
  }

  /** Verdicts are events already; this hands those of one plan on. */
  #tell(
    busName: string,
    plan: string,
    { topicArn, on }: NonNullable<DrillPlan['notify']>,
    untold: IQueue,
  ): void {
    new Rule(this, `Tell-${plan}`, {
      description: `Tells of verdicts of the plan ${plan}: ${on.join(', ')}`,
      eventBus: EventBus.fromEventBusName(this, `Bus-${plan}`, busName),
      eventPattern: {
        source: [EVENT_SOURCE],
        detailType: [DRILL_DETAIL_TYPES.VERDICT],
        detail: { plan: [plan], verdict: [...on] },
      },
      targets: [
        new SnsTopic(Topic.fromTopicArn(this, `Topic-${plan}`, topicArn), {
          deadLetterQueue: untold,
          // News of a day ago is in the list of drills.
          maxEventAge: Duration.hours(24),
          retryAttempts: 185,
        }),
      ],
    });
  }

  /**
   * All rules of plans at once, by the beginning of their names: a permission each would be a resource a plan, and the
   * policies of a queue and of a function hold some dozens.
   */
  #letIn(name: string, functions: DrillFunctions, notStarted: IQueue): void {
    const sourceArn = this.#ruleArn(ruleNameOf(name, '*'));
    const principal = new ServicePrincipal('events.amazonaws.com');
    functions
      .of(EVENT_FUNCTIONS.startDrills.function)
      .lambda.addPermission('Plans', { principal, sourceArn });
    notStarted.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        principals: [principal],
        actions: ['sqs:SendMessage'],
        resources: [notStarted.queueArn],
        conditions: { ArnLike: { 'aws:SourceArn': sourceArn } },
      }),
    );
  }

  #ruleArn(ruleName: string): string {
    return Stack.of(this).formatArn({
      service: 'events',
      resource: 'rule',
      resourceName: ruleName,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
  }
}
