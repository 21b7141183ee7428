/**
 * What became of restored data that was to be verified, as metrics: by the lines of the function that brings it into
 * evidence, which come at least once.
 */
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { NOT_GOOD_LINE, NOT_RUN_LINE } from '../../../lib/restores/verification/verification.ts';
import { EVENT_FUNCTIONS } from '../../event-functions.ts';
import type { Surroundings } from '../surroundings.ts';
import type { DrillFunctions } from './drill-functions.ts';

export interface VerificationMetrics {
  readonly notGood: Metric;
  readonly notRun: Metric;
}

export function verifications(
  scope: Construct,
  { config }: Surroundings,
  functions: DrillFunctions,
): VerificationMetrics {
  const metric = (metricName: string, line: string): Metric => {
    new MetricFilter(scope, `${metricName}ByAssure`, {
      logGroup: functions.of(EVENT_FUNCTIONS.assureRestores.function).lambda.logGroup,
      filterPattern: FilterPattern.stringValue('$.message', '=', line),
      metricNamespace: config.name,
      metricName,
    });
    return new Metric({ namespace: config.name, metricName });
  };
  return {
    notGood: metric('RestoresNotVerified', NOT_GOOD_LINE),
    notRun: metric('RestoreVerificationsNotRun', NOT_RUN_LINE),
  };
}
