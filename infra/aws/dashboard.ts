/** One page that says how restores go. */
import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IWidget,
  SingleValueWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { RestoreAlarms, Watched } from './alarms.ts';
import type { RestoreDrills } from './drills/restore-drills.ts';
import type { Surroundings } from './surroundings.ts';

const day = { period: Duration.days(1), statistic: 'Sum' };

export class RestoreDashboard extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { config }: Surroundings,
    { api, drills, functions, ledger, workflow }: Watched,
    { alarms }: RestoreAlarms,
  ) {
    super(scope, id);
    const { machine } = workflow;
    const task = (file: string) => functions.of(`functions/workflow/${file}.ts`).lambda;
    const tasks = ['plan-restore', 'create-restore-job', 'check-restore-job', 'record-outcome'].map(task);
    new Dashboard(this, 'Dashboard', {
      dashboardName: config.name,
      widgets: [
        [new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 24 })],
        [
          new SingleValueWidget({
            title: 'Restores a day',
            metrics: [machine.metricStarted(day), machine.metricSucceeded(day), machine.metricFailed(day)],
            width: 12,
          }),
          new GraphWidget({ title: 'How long restores take', left: [machine.metricTime()], width: 12 }),
        ],
        ...(drills ? [drillRow(drills)] : []),
        [
          new GraphWidget({
            title: 'API',
            left: [api.api.metricCount(), api.api.metricClientError(), api.api.metricServerError()],
            right: [api.api.metricLatency()],
            width: 12,
          }),
          new GraphWidget({
            title: 'Steps: errors and durations',
            left: tasks.map((one) => one.metricErrors()),
            right: tasks.map((one) => one.metricDuration()),
            width: 12,
          }),
        ],
        [
          new GraphWidget({
            title: 'Ledger',
            left: [
              ledger.table.metricConsumedReadCapacityUnits(),
              ledger.table.metricConsumedWriteCapacityUnits(),
            ],
            width: 12,
          }),
        ],
      ],
    });
  }
}

function drillRow({ workflow: { machine } }: RestoreDrills): IWidget[] {
  return [
    new SingleValueWidget({
      title: 'Drills a day',
      metrics: [machine.metricStarted(day), machine.metricSucceeded(day), machine.metricFailed(day)],
      width: 12,
    }),
    new GraphWidget({ title: 'How long drills take', left: [machine.metricTime()], width: 12 }),
  ];
}
