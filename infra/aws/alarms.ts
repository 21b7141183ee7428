/** What somebody should look at, each with a section of its name in docs/runbook.md. */
import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { EVENT_FUNCTIONS } from '../event-functions.ts';
import type { RestoreDrills } from './drills/restore-drills.ts';
import type { RestoreApi } from './http-api.ts';
import type { RestoreFunctions } from './lambda/restore-functions.ts';
import type { LedgerTable } from './ledger-table.ts';
import type { RestoreWorkflow } from './restore-workflow.ts';
import type { Surroundings } from './surroundings.ts';

export interface Watched {
  readonly api: RestoreApi;
  readonly functions: RestoreFunctions;
  readonly ledger: LedgerTable;
  readonly workflow: RestoreWorkflow;
  readonly deadLetters: Readonly<Record<string, IQueue>>;
  readonly drills?: RestoreDrills;
}

interface Concern {
  /** The section of the runbook. */
  readonly name: string;
  readonly what: string;
  readonly metric: IMetric;
  /** How many in the period are one too many. */
  readonly threshold: number;
  readonly periods?: number;
  /** That there are fewer is what somebody should look at, and no number is none. */
  readonly isMissing?: true;
  /** No number is as bad as too many. */
  readonly orMissing?: true;
}

/** Short enough to be told while the restore's people are still awake, long enough for one mail an incident. */
const PERIOD = Duration.minutes(5);
const sum = { period: PERIOD, statistic: 'Sum' };
/** The sweeper says each five minutes which plans are suspended; of three such times it may miss two. */
const SUSPENDED_PERIOD = Duration.minutes(15);
/** Coverage is counted four times an hour: a shorter period would have times without a number, which are no news. */
const COVERAGE_PERIOD = Duration.minutes(30);

export class RestoreAlarms extends Construct {
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, { config }: Surroundings, watched: Watched) {
    super(scope, id);
    const topic = config.alarmTopicArn && Topic.fromTopicArn(this, 'Topic', config.alarmTopicArn);
    this.alarms = concerns(watched).map(
      ({ name, what, metric, threshold, periods = 1, isMissing, orMissing }) => {
        const alarm = new Alarm(this, name, {
          alarmName: `${config.name}-${name}`,
          alarmDescription: `${what} Runbook: ${config.docsUrl}/runbook.md#${name}`,
          metric,
          threshold,
          evaluationPeriods: periods,
          comparisonOperator: isMissing
            ? ComparisonOperator.LESS_THAN_THRESHOLD
            : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
          // No restore, no news.
          treatMissingData:
            isMissing || orMissing ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
        });
        if (topic) alarm.addAlarmAction(new SnsAction(topic));
        return alarm;
      },
    );
  }
}

function concerns({ api, functions, ledger, workflow, deadLetters, drills }: Watched): Concern[] {
  const { machine } = workflow;
  const task = (file: string) => functions.of(`functions/workflow/${file}.ts`).lambda;
  return [
    {
      name: 'restore-failed',
      what: 'A restore did not end well: failed, cancelled, refused or not recorded.',
      metric: machine.metricFailed(sum),
      threshold: 1,
    },
    {
      name: 'restore-timed-out',
      what: 'An execution outlived the limit of the state machine.',
      metric: machine.metricTimedOut(sum),
      threshold: 1,
    },
    {
      name: 'restore-aborted',
      what: 'Somebody stopped an execution: Atlas goes on with its job.',
      metric: machine.metricAborted(sum),
      threshold: 1,
    },
    {
      name: 'workflow-throttled',
      what: 'Step Functions holds back state transitions.',
      metric: machine.metricThrottled(sum),
      threshold: 1,
    },
    {
      name: 'create-errors',
      what: 'The function that makes jobs in Atlas fails again and again.',
      metric: task('create-restore-job').metricErrors(sum),
      threshold: 3,
    },
    {
      name: 'check-errors',
      what: 'The function that looks at jobs fails again and again.',
      metric: task('check-restore-job').metricErrors(sum),
      threshold: 5,
    },
    {
      name: 'outcome-errors',
      what: 'How a restore ended could not be written.',
      metric: task('record-outcome').metricErrors(sum),
      threshold: 1,
    },
    {
      name: 'accept-errors',
      what: 'Requests for restores are not accepted for a defect.',
      metric: functions.of('functions/api/create-restore.ts').lambda.metricErrors(sum),
      threshold: 1,
    },
    {
      name: 'api-errors',
      what: 'The API answers with 5xx.',
      metric: api.api.metricServerError(sum),
      threshold: 5,
    },
    {
      name: 'ledger-throttled',
      what: 'DynamoDB holds back the ledger.',
      metric: ledger.table.metricThrottledRequestsForOperation('PutItem', sum),
      threshold: 1,
    },
    ...(drills ? drillConcerns(drills) : []),
    ...Object.entries(deadLetters).map(([name, queue]) => ({
      name,
      what: 'An event could not be handled and waits for somebody.',
      metric: queue.metricApproximateNumberOfMessagesVisible({ period: PERIOD, statistic: 'Maximum' }),
      threshold: 1,
    })),
  ];
}

function drillConcerns({
  coverage,
  functions,
  workflow,
  suspensions,
  closedDays,
  verifications,
}: RestoreDrills): Concern[] {
  const { machine } = workflow;
  return [
    {
      name: 'drill-failed',
      what: 'A drill did not pass, could not be decided, or left something behind.',
      metric: machine.metricFailed(sum),
      threshold: 1,
    },
    {
      name: 'drill-timed-out',
      what: 'An execution outlived the limit of the state machine of drills.',
      metric: machine.metricTimedOut(sum),
      threshold: 1,
    },
    {
      name: 'drill-coverage',
      what: 'Something is not drilled as it should be (never, too long ago, without a pass, or its plan did not fire), or nobody counts.',
      // The newest judgement, of each rule's round: it stands in alarm until the last finding is mended.
      metric: coverage.metric({ period: COVERAGE_PERIOD, statistic: 'Maximum' }),
      threshold: 1,
      // Whatever stopped it, a rule that was disabled too: that nobody counts must not look like nothing found.
      orMissing: true,
    },
    {
      name: 'drill-coverage-errors',
      what: 'Nobody knows what is drilled: the function that counts it fails again and again.',
      metric: functions
        .of(EVENT_FUNCTIONS.computeCoverage.function)
        .lambda.metricErrors({ period: COVERAGE_PERIOD, statistic: 'Sum' }),
      threshold: 2,
    },
    {
      name: 'drill-plan-suspended',
      what: 'Three drills of a plan in a row left something behind: none of it is started any more.',
      metric: suspensions.with({ ...sum, period: SUSPENDED_PERIOD }),
      threshold: 1,
    },
    ...(verifications
      ? [
          {
            name: 'restore-not-verified',
            what: 'A restore succeeded by Atlas, and its data is not what it must be.',
            metric: verifications.notGood.with(sum),
            threshold: 1,
          },
          {
            name: 'restore-verification-not-run',
            what: 'Restored data was to be verified, and could not be read.',
            metric: verifications.notRun.with(sum),
            threshold: 1,
          },
        ]
      : []),
    {
      name: 'evidence-day-missing',
      what: 'For two days nobody has kept the end of the chain of evidence elsewhere.',
      metric: closedDays.with({ period: Duration.days(1), statistic: 'Sum' }),
      threshold: 1,
      periods: 2,
      isMissing: true,
    },
    {
      name: 'restore-evidence-errors',
      what: 'How a restore ended could not be written into evidence.',
      metric: functions.of(EVENT_FUNCTIONS.assureRestores.function).lambda.metricErrors(sum),
      threshold: 1,
    },
    {
      name: 'drill-sweep-errors',
      what: 'The function that takes away what drills left behind fails.',
      metric: functions.of(EVENT_FUNCTIONS.sweepDrills.function).lambda.metricErrors(sum),
      threshold: 1,
    },
  ];
}
