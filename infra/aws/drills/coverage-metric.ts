/** How many findings coverage has, by the line that its function writes: the ledger has no metrics, and needs no right to. */
import { Metric, type MetricProps } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { RestoreFunction } from '../lambda/restore-function.ts';
import type { Surroundings } from '../surroundings.ts';

const METRIC = 'DrillCoverageFindings';

export class CoverageMetric extends Construct {
  readonly #namespace: string;

  constructor(scope: Construct, id: string, { config }: Surroundings, { lambda }: RestoreFunction) {
    super(scope, id);
    this.#namespace = config.name;
    new MetricFilter(this, 'Findings', {
      logGroup: lambda.logGroup,
      metricNamespace: this.#namespace,
      metricName: METRIC,
      filterPattern: FilterPattern.stringValue('$.message', '=', 'coverage judged'),
      metricValue: '$.findings',
    });
  }

  metric(props: Pick<MetricProps, 'period' | 'statistic'>): Metric {
    return new Metric({ namespace: this.#namespace, metricName: METRIC, ...props });
  }
}
