/**
 * Restore drills, all that is deployed for them: a table of contents. A stack of its own inside the service's: together
 * they would come near to the 500 resources that a stack may have.
 */
import { NestedStack } from 'aws-cdk-lib';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { EVENT_FUNCTIONS } from '../../event-functions.ts';
import type { AtlasSecrets } from '../atlas-secrets.ts';
import type { DeployedDrills } from '../config/drills.ts';
import { deadLetterQueue } from '../dead-letters.ts';
import type { LedgerTable } from '../ledger-table.ts';
import { RestoreWorkflow } from '../restore-workflow.ts';
import type { Network, Surroundings } from '../surroundings.ts';
import type { TokenTable } from '../token-table.ts';
import { closedDays } from './closed-days.ts';
import { CoverageMetric } from './coverage-metric.ts';
import { DrillFunctions } from './drill-functions.ts';
import { DrillRules } from './drill-rules.ts';
import { DrillWorkflow } from './drill-workflow.ts';
import { suspensions } from './suspensions.ts';
import { VerificationWorkflow } from './verification-workflow.ts';
import { type VerificationMetrics, verifications } from './verifications.ts';

export interface RestoreDrillsProps {
  readonly drills: DeployedDrills;
  readonly ledger: LedgerTable;
  readonly secrets: AtlasSecrets;
  readonly tokens: TokenTable;
  /** Where restored data is read. */
  readonly network?: Network | undefined;
}

export class RestoreDrills extends NestedStack {
  readonly functions: DrillFunctions;
  readonly workflow: DrillWorkflow;
  readonly rules: DrillRules;
  readonly coverage: CoverageMetric;
  /** Plans that were suspended. */
  readonly suspensions: Metric;
  /** Absent where restores may not ask for it. */
  readonly verification?: VerificationWorkflow;
  readonly verifications?: VerificationMetrics;
  /** Days whose coverage and checkpoint are kept. */
  readonly closedDays: Metric;

  constructor(scope: Construct, id: string, surroundings: Surroundings, props: RestoreDrillsProps) {
    super(scope, id, { description: `Restore drills of ${surroundings.config.name}` });
    const { drills } = props;
    const restoreMachineArn = RestoreWorkflow.arnFor(this, surroundings);
    const notStarted = deadLetterQueue(this, 'StartDead', surroundings);
    const notClosed = deadLetterQueue(this, 'CloseDayDead', surroundings);
    const drillMachineArn = DrillWorkflow.arnFor(this, surroundings);
    this.functions = new DrillFunctions(this, 'Functions', surroundings, {
      ...props,
      drillMachineArn,
      verificationMachineArn: VerificationWorkflow.arnFor(this, surroundings),
      notStarted,
      notClosed,
    });
    const { functions } = this;
    const counting = functions.of(EVENT_FUNCTIONS.computeCoverage.function);
    this.coverage = new CoverageMetric(this, 'Coverage', surroundings, counting);
    this.workflow = new DrillWorkflow(this, 'Workflow', surroundings, { functions, restoreMachineArn });
    this.suspensions = suspensions(this, surroundings, functions);
    if (drills.verifyRestores) {
      this.verification = new VerificationWorkflow(this, 'Verification', surroundings, functions);
      this.verifications = verifications(this, surroundings, functions);
    }
    this.closedDays = closedDays(this, surroundings, functions);
    this.rules = new DrillRules(this, 'Rules', surroundings, { drills, functions, notStarted, notClosed });
  }

  get evidence() {
    return this.functions.parts.evidence;
  }
}
