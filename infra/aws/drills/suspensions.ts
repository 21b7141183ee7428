/** Plans that were suspended, as a metric: counted in the logs of those functions that clean up. */
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { SUSPENDED_LINE } from '../../../lib/drills/plans/suspension.ts';
import { EVENT_FUNCTIONS } from '../../event-functions.ts';
import type { Surroundings } from '../surroundings.ts';
import type { DrillFunctions } from './drill-functions.ts';

const METRIC = 'DrillPlansSuspended';

export function suspensions(scope: Construct, { config }: Surroundings, functions: DrillFunctions): Metric {
  // Of this deployment: an account may have several.
  const metricNamespace = config.name;
  for (const [id, file] of [
    ['SuspendedByCleanUp', 'functions/drill/clean-up.ts'],
    ['SuspendedBySweep', EVENT_FUNCTIONS.sweepDrills.function],
  ] as const)
    new MetricFilter(scope, id, {
      logGroup: functions.of(file).lambda.logGroup,
      filterPattern: FilterPattern.stringValue('$.message', '=', SUSPENDED_LINE),
      metricNamespace,
      metricName: METRIC,
    });
  return new Metric({ namespace: metricNamespace, metricName: METRIC });
}
