/** Days whose coverage and checkpoint are kept, as a metric: by the line that the function writes when all of it is done. */
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { EVENT_FUNCTIONS } from '../../event-functions.ts';
import type { Surroundings } from '../surroundings.ts';
import type { DrillFunctions } from './drill-functions.ts';

const METRIC = 'EvidenceDaysClosed';

export function closedDays(scope: Construct, { config }: Surroundings, functions: DrillFunctions): Metric {
  new MetricFilter(scope, 'ClosedDays', {
    logGroup: functions.of(EVENT_FUNCTIONS.closeDay.function).lambda.logGroup,
    filterPattern: FilterPattern.stringValue('$.message', '=', 'day closed'),
    metricNamespace: config.name,
    metricName: METRIC,
  });
  return new Metric({ namespace: config.name, metricName: METRIC });
}
