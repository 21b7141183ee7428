/**
 * The functions of drills: what each is told and may do follows from the parts that its definition names. Only those that
 * name `owner` or `password` read the drill owner's secret.
 */
import type { Duration } from 'aws-cdk-lib';
import { CfnEventInvokeConfig } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { EVENT_FUNCTIONS } from '../../event-functions.ts';
import { plansOf } from '../config/drills.ts';
import type { Definitions, FunctionFile } from '../lambda/definitions.ts';
import type { EnvironmentOf } from '../lambda/environment.ts';
import { type Given, together } from '../lambda/grants.ts';
import { allow, RestoreFunction } from '../lambda/restore-function.ts';
import { API_TIMEOUT, pascal, TASK_TIMEOUT } from '../lambda/restore-functions.ts';
import type { Network, Surroundings } from '../surroundings.ts';
import { type DrillParts, type DrillPartsProps, drillParts, PLANS_FILE } from './drill-parts.ts';
import { acknowledgeFunctions } from './function-findings.ts';
import {
  COVERAGE_TIMEOUT,
  REPORT_MEMORY_MB,
  START_AGAIN,
  VERIFY_MEMORY_MB,
  VERIFY_TIMEOUT,
} from './function-sizes.ts';

export interface DrillFunctionsProps extends DrillPartsProps {
  /** Where restored data is read; absent while there is no plan. */
  readonly network?: Network | undefined;
  /** Of starts that failed. */
  readonly notStarted: IQueue;
  /** Of days that could not be closed. */
  readonly notClosed: IQueue;
}

interface Rest {
  readonly timeout?: Duration;
  readonly memoryMb?: number;
  readonly network?: Network | undefined;
}

export class DrillFunctions extends Construct {
  readonly parts: DrillParts;
  readonly #surroundings: Surroundings;
  readonly #plans: string;
  readonly #byFile = new Map<string, RestoreFunction>();

  constructor(scope: Construct, id: string, surroundings: Surroundings, props: DrillFunctionsProps) {
    super(scope, id);
    this.#surroundings = surroundings;
    this.#plans = JSON.stringify(plansOf(props.drills));
    this.parts = drillParts(this, surroundings, props);
    const { atlas, drillLedger, evidence, guard, ledger, owner, plans } = this.parts;
    const { password, targetAuthority, drillReading, drillSweeping, drillWatching, drillWorkflows } =
      this.parts;

    this.#task(
      'functions/drill/preflight.ts',
      'Whether a drill may run, and its place',
      together(drillLedger, plans, atlas, owner),
    );
    this.#task(
      'functions/drill/choose-snapshot.ts',
      'Chooses the snapshot of a drill',
      together(drillLedger, plans, atlas),
    );
    this.#task(
      'functions/drill/prepare-target.ts',
      'Makes the target of a drill, once',
      together(drillLedger, plans, atlas, owner, guard),
    );
    this.#task(
      'functions/drill/start-restore.ts',
      'Looks at the target anew, before it is restored onto',
      together(drillLedger, plans, owner, guard, ledger),
    );
    this.#task(
      'functions/drill/follow-restore.ts',
      'How the restore of a drill ended',
      together(drillLedger, plans, ledger),
    );
    this.#task(
      'functions/drill/open-access.ts',
      'A user of the target, and a way to it, for a while',
      together(drillLedger, plans, owner),
    );
    this.#task(
      'functions/drill/verify.ts',
      'Reads the restored data',
      together(drillLedger, plans, password, targetAuthority),
      {
        timeout: VERIFY_TIMEOUT,
        memoryMb: VERIFY_MEMORY_MB,
        network: props.network,
      },
    );
    this.#task(
      'functions/drill/record-evidence.ts',
      'The verdict, and its evidence',
      together(drillLedger, plans, evidence.writing),
    );
    this.#task(
      'functions/drill/clean-up.ts',
      'Takes away what a drill made, and proves it',
      together(drillLedger, plans, owner, evidence.writing),
    );
    this.#task(
      'functions/drill/step-failed.ts',
      'Writes down that a step failed',
      together(drillLedger, plans),
    );
    this.#task('functions/drill/report.ts', 'How a drill ended', together(drillReading, plans));
    const failing: Given<object> = {
      environment: {},
      permissions: [allow(['sqs:SendMessage'], [props.notStarted.queueArn])],
    };
    this.#task(
      EVENT_FUNCTIONS.startDrills.function,
      'Starts the drills of a plan',
      together(drillLedger, plans, atlas, drillWorkflows, this.parts.surroundings, failing),
    );
    this.#task(
      EVENT_FUNCTIONS.sweepDrills.function,
      'Looks after drills that nobody looks after any more',
      together(drillSweeping, plans, owner, evidence.writing, drillWatching),
    );
    this.#task(
      EVENT_FUNCTIONS.assureRestores.function,
      'Writes ends of restores into evidence, and has restored data verified before',
      together(
        this.parts.restoreEnds,
        evidence.writing,
        this.parts.surroundings,
        this.parts.verificationWorkflows,
      ),
    );
    if (props.drills.verifyRestores) this.#verification(props.network);
    this.#task(
      EVENT_FUNCTIONS.computeCoverage.function,
      'What is drilled and what is not',
      together(this.parts.coverageCounting, plans, atlas, this.parts.surroundings),
      { timeout: COVERAGE_TIMEOUT },
    );
    const notClosing: Given<object> = {
      environment: {},
      permissions: [allow(['sqs:SendMessage'], [props.notClosed.queueArn])],
    };
    this.#task(
      EVENT_FUNCTIONS.closeDay.function,
      'Coverage of the day into the chain, and its end to where somebody else keeps it',
      together(
        this.parts.coverageWriting,
        plans,
        this.parts.surroundings,
        evidence.writing,
        this.parts.checkpoints,
        notClosing,
      ),
      { memoryMb: REPORT_MEMORY_MB },
    );
    this.#routed();
    this.#tellOfFailures('NotStarted', EVENT_FUNCTIONS.startDrills.function, props.notStarted);
    this.#tellOfFailures('NotClosed', EVENT_FUNCTIONS.closeDay.function, props.notClosed);
    acknowledgeFunctions(this, surroundings);
  }

  /** Those of the machine that reads what restores have brought. */
  #verification(network: Network | undefined): void {
    const { drillLedger, password, plans, restorer, targetAuthority, verifying } = this.parts;
    this.#task(
      'functions/verification/open.ts',
      'A user of a target that was restored, and a way to it, for a while',
      together(verifying, drillLedger, restorer, password, plans),
    );
    this.#task(
      'functions/verification/read.ts',
      'Reads what a restore has brought',
      together(verifying, drillLedger, password, plans, targetAuthority),
      { timeout: VERIFY_TIMEOUT, memoryMb: VERIFY_MEMORY_MB, network },
    );
    this.#task(
      'functions/verification/close.ts',
      'Takes the way to a target away, and decides what its data is',
      together(verifying, restorer, plans),
    );
  }

  /** Those behind routes. */
  #routed(): void {
    const { atlas, drillLedger, drillListing, drillReading, drillWorkflows } = this.parts;
    const { evidence, ledger, plans, surroundings } = this.parts;
    const rest = { timeout: API_TIMEOUT };
    this.#task('functions/api/list-plans.ts', 'GET /v1/plans', together(drillReading, plans), rest);
    this.#task(
      'functions/api/run-plan.ts',
      'POST /v1/plans/{name}/drills: starts drills, or says what they would do',
      together(drillLedger, plans, atlas, drillWorkflows, surroundings),
      rest,
    );
    const resumed = 'POST /v1/plans/{name}/resume';
    this.#task('functions/api/resume-plan.ts', resumed, together(drillLedger, plans), rest);
    this.#task('functions/api/list-drills.ts', 'GET /v1/drills', together(drillListing, plans), rest);
    this.#task('functions/api/get-trends.ts', 'GET /v1/trends', together(drillListing), rest);
    this.#task('functions/api/get-drill.ts', 'GET /v1/drills/{id}', together(drillReading, plans), rest);
    this.#task(
      'functions/api/get-drill-evidence.ts',
      'GET /v1/drills/{id}/evidence',
      together(drillReading, evidence.reading),
      rest,
    );
    this.#task(
      'functions/api/get-restore-evidence.ts',
      'GET /v1/restores/{id}/evidence',
      together(ledger, evidence.reading),
      rest,
    );
    this.#task(
      'functions/api/get-coverage.ts',
      'GET /v1/coverage',
      together(drillListing, plans, surroundings),
      rest,
    );
    this.#task(
      'functions/api/get-report.ts',
      'GET /v1/reports/{period}',
      together(drillListing, plans, surroundings, evidence.reading),
      { ...rest, memoryMb: REPORT_MEMORY_MB },
    );
    this.#task(
      'functions/api/review-drill.ts',
      'POST /v1/drills/{id}/review: what people say of a drill, into the chain',
      together(drillLedger, evidence.writing),
      rest,
    );
    this.#task('functions/api/cancel-drill.ts', 'DELETE /v1/drills/{id}', together(drillLedger, plans), rest);
  }

  has(file: string): boolean {
    return this.#byFile.has(file);
  }

  of(file: string): RestoreFunction {
    const found = this.#byFile.get(file);
    if (found === undefined) throw new TypeError(`No function is deployed of ${file}.`);
    return found;
  }

  #task<File extends FunctionFile>(
    file: File,
    description: string,
    { environment, permissions }: Given<EnvironmentOf<Definitions[File]>>,
    { timeout = TASK_TIMEOUT, memoryMb, network = this.#surroundings.network }: Rest = {},
  ): void {
    const name = file.replace(/^.*\/|\.ts$/g, '');
    const [, kind] = /^functions\/(drill|verification)\//.exec(file) ?? [];
    const suffix = kind === undefined ? name : `${kind}-${name}`;
    const surroundings = { ...this.#surroundings, ...(network && { network }) };
    const made = new RestoreFunction<File>(this, pascal(suffix), surroundings, {
      file,
      suffix,
      description,
      environment,
      permissions,
      timeout,
      ...(memoryMb !== undefined && { memoryMb }),
      ...('DRILLS_FILE' in (environment as object) && { beside: { [PLANS_FILE]: this.#plans } }),
    });
    this.#byFile.set(file, made as unknown as RestoreFunction);
  }

  /** EventBridge hands an event over and is done: that the function failed at it, only Lambda knows. */
  #tellOfFailures(id: string, file: string, queue: IQueue): void {
    new CfnEventInvokeConfig(this, id, {
      functionName: this.of(file).lambda.functionName,
      qualifier: '$LATEST',
      maximumEventAgeInSeconds: START_AGAIN.toSeconds(),
      maximumRetryAttempts: 2,
      destinationConfig: { onFailure: { destination: queue.queueArn } },
    });
  }
}
