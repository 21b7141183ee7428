/**
 * Which functions there are, what each is told and what each may do. Only what changes something in Atlas reads the
 * restorer's secret.
 */
import { Duration } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnEventInvokeConfig } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { isFollowed } from '../../../lib/atlas/operations/operation.ts';
import { type Operation, type OperationName, operations } from '../../../lib/atlas/operations.ts';
import { EVENT_FUNCTIONS } from '../../event-functions.ts';
import { AtlasSecrets } from '../atlas-secrets.ts';
import type { LedgerTable } from '../ledger-table.ts';
import { acknowledge } from '../nag.ts';
import type { Surroundings } from '../surroundings.ts';
import type { TokenTable } from '../token-table.ts';
import type { Definitions, FunctionFile } from './definitions.ts';
import type { EnvironmentOf, Following } from './environment.ts';
import { executionsFinding, executionsOf, tellingOf } from './grants.ts';
import { allow, RestoreFunction } from './restore-function.ts';

export interface FunctionsProps {
  readonly ledger: LedgerTable;
  readonly secrets: AtlasSecrets;
  readonly tokens: TokenTable;
  /** Known by its name, since the machine in turn knows some of the functions. */
  readonly restoreMachineArn: string;
  /** Of ends of executions that the function behind their rule fails at. */
  readonly unhandledEnds: IQueue;
}

/** API Gateway gives up after 30 s. */
export const API_TIMEOUT = Duration.seconds(29);
/** Below the 120 s of the state: a function says itself that it is late. Above the 25 s of a POST and the reads around it. */
export const TASK_TIMEOUT = Duration.seconds(110);
/** The longest that Lambda tries an event again: Atlas, which is asked what is true, may be away for a while. */
const LOOK_AGAIN = Duration.hours(6);

type Wanted<File extends FunctionFile> = {
  readonly file: File;
  readonly environment: EnvironmentOf<Definitions[File]>;
  readonly permissions: readonly PolicyStatement[];
  readonly description: string;
};

export class RestoreFunctions extends Construct {
  readonly #surroundings: Surroundings;
  readonly #byFile = new Map<FunctionFile, RestoreFunction>();
  readonly #byOperation = new Map<string, RestoreFunction>();

  constructor(scope: Construct, id: string, surroundings: Surroundings, props: FunctionsProps) {
    super(scope, id);
    this.#surroundings = surroundings;
    const { config } = surroundings;
    const { ledger, secrets, tokens, restoreMachineArn, unhandledEnds } = props;

    const atlas = { ATLAS_BASE_URL: config.atlas.baseUrl };
    const reader = {
      ...atlas,
      ATLAS_SECRET_ID: secrets.reader.secretArn,
      ...tokens.environment('reader'),
    };
    const restorer = {
      ...atlas,
      ATLAS_SECRET_ID: secrets.restorer.secretArn,
      ...tokens.environment('restorer'),
    };
    const ledgerOf = { LEDGER_TABLE: ledger.table.tableName };
    const announcing = { ...ledgerOf, EVENT_BUS_NAME: config.eventBusName };
    const guard = { ALLOWED_TARGETS: JSON.stringify(config.allowedTargets) };
    // In its workflow, and where it is swept up: a drill's own restore may wipe what its drill has made.
    const workflowGuard = { ...guard, ...(config.drills && { DRILL_PROJECT_ID: config.drills.projectId }) };
    const { authorization } = config;
    const policy = {
      ALLOW_DOWNLOAD: String(config.allowDownload) as 'true' | 'false',
      ...(authorization.type === 'jwt' && { DOWNLOAD_SCOPE: authorization.scopes.download }),
      ...(config.drills?.restores.evidence && { RESTORE_EVIDENCE: 'true' as const }),
      ...(config.drills?.verifyRestores && { VERIFY_RESTORES: 'true' as const }),
    };
    const workflows = { RESTORE_STATE_MACHINE_ARN: restoreMachineArn };
    const reads = [...AtlasSecrets.reading(secrets.reader), ...tokens.sharing('reader')];
    const changes = [...AtlasSecrets.reading(secrets.restorer), ...tokens.sharing('restorer')];
    const writes = [...ledger.writing, tellingOf(this, config.eventBusName)];
    const starts = [allow(['states:StartExecution'], [restoreMachineArn])];

    this.#api('functions/api/create-restore.ts', 'POST /v1/restores: plans, accepts and starts', {
      environment: { ...announcing, ...reader, ...workflows, ...guard, ...policy },
      permissions: [...writes, ...reads, ...starts],
    });
    this.#api('functions/api/list-restores.ts', 'GET /v1/restores', {
      environment: ledgerOf,
      permissions: ledger.listing,
    });
    this.#api('functions/api/get-restore.ts', 'GET /v1/restores/{id}', {
      environment: ledgerOf,
      permissions: ledger.reading,
    });
    this.#api('functions/api/cancel-restore.ts', 'DELETE /v1/restores/{id}', {
      environment: { ...announcing, ...restorer, ...guard, ...policy },
      permissions: [...writes, ...changes],
    });
    this.#api('functions/api/get-restore-download.ts', 'GET /v1/restores/{id}/download', {
      environment: { ...ledgerOf, ...reader },
      permissions: [...ledger.reading, ...reads],
    });
    this.#api('functions/api/undo-restore.ts', 'POST /v1/restores/{id}/undo: plans, accepts and starts', {
      environment: { ...announcing, ...reader, ...workflows, ...guard, ...policy },
      permissions: [...writes, ...reads, ...starts],
    });
    this.#api('functions/api/health.ts', 'GET /v1/health: asks nobody', { environment: {}, permissions: [] });
    this.#api('functions/api/get-openapi.ts', 'GET /v1/openapi.json: asks nobody', {
      environment: {},
      permissions: [],
    });

    if (authorization.type === 'jwt' && authorization.tokenEndpoint !== undefined)
      this.#api('functions/api/issue-token.ts', 'POST /api/oauth/token: hands on to the issuer', {
        environment: { TOKEN_ENDPOINT: authorization.tokenEndpoint },
        permissions: [],
      });

    this.#task('functions/workflow/plan-restore.ts', 'Plans a restore again, in its workflow', {
      environment: { ...announcing, ...reader, ...workflowGuard, ...policy },
      permissions: [...writes, ...reads],
    });
    this.#task('functions/workflow/take-safety-snapshot.ts', 'Snapshots a target before it is wiped', {
      environment: { ...announcing, ...restorer, ...workflowGuard, ...policy },
      permissions: [...writes, ...changes],
    });
    this.#task('functions/workflow/create-restore-job.ts', 'Makes the job in Atlas, once', {
      environment: { ...announcing, ...restorer, ...workflowGuard, ...policy },
      permissions: [...writes, ...changes],
    });
    this.#task('functions/workflow/check-restore-job.ts', 'Looks at the job, stops a download', {
      environment: { ...announcing, ...restorer, ...workflowGuard, ...policy },
      permissions: [...writes, ...changes],
    });
    this.#task('functions/workflow/record-outcome.ts', 'Finds out and writes down how a restore ended', {
      environment: { ...announcing, ...restorer, ...workflowGuard, ...policy },
      permissions: [...writes, ...changes],
    });

    this.#task(
      EVENT_FUNCTIONS.executionEnd.function,
      'Looks after executions that ended before their restore',
      {
        environment: { ...announcing, ...restorer, ...workflows, ...workflowGuard, ...policy },
        permissions: [...writes, ...changes, ...starts, allow(['sqs:SendMessage'], [unhandledEnds.queueArn])],
      },
    );
    this.#tellOfFailures(unhandledEnds);

    this.#task(EVENT_FUNCTIONS.sweep.function, 'Looks after restores that nobody looks after any more', {
      environment: { ...announcing, ...restorer, ...workflows, ...workflowGuard, ...policy },
      permissions: [
        ...writes,
        ...ledger.sweeping,
        ...changes,
        ...starts,
        allow(['states:DescribeExecution'], [executionsOf(restoreMachineArn)]),
      ],
    });

    acknowledge(this.of(EVENT_FUNCTIONS.sweep.function), {
      [executionsFinding(`${config.name}-restore`)]:
        'Executions of the one machine: they have no names before they are started.',
    });

    const following: Following = { ...announcing, ...workflows, ...guard };
    for (const [name, row] of Object.entries<Operation>(operations)) {
      const changesAtlas = row.method !== 'GET';
      const follows = isFollowed(row);
      this.#endpoint(name as OperationName, row, {
        environment: {
          OPERATION: name,
          ...(changesAtlas ? restorer : reader),
          ...policy,
          ...(follows && following),
        },
        permissions: [...(changesAtlas ? changes : reads), ...(follows ? [...writes, ...starts] : [])],
      });
    }
  }

  /** @param operation where one file is many functions */
  of(file: string, operation?: string): RestoreFunction {
    const found =
      operation === undefined ? this.#byFile.get(file as FunctionFile) : this.#byOperation.get(operation);
    if (found === undefined) throw new TypeError(`No function is deployed of ${file} ${operation ?? ''}.`);
    return found;
  }

  /** Those of the restore workflow, for who watches them. */
  get all(): readonly RestoreFunction[] {
    return [...this.#byFile.values(), ...this.#byOperation.values()];
  }

  /** EventBridge hands an event over and is done: that the function failed at it, only Lambda knows. */
  #tellOfFailures(unhandledEnds: IQueue): void {
    new CfnEventInvokeConfig(this, 'UnhandledEnds', {
      functionName: this.of(EVENT_FUNCTIONS.executionEnd.function).lambda.functionName,
      qualifier: '$LATEST',
      maximumEventAgeInSeconds: LOOK_AGAIN.toSeconds(),
      maximumRetryAttempts: 2,
      destinationConfig: { onFailure: { destination: unhandledEnds.queueArn } },
    });
  }

  #api<File extends FunctionFile>(
    file: File,
    description: string,
    rest: Pick<Wanted<File>, 'environment' | 'permissions'>,
  ): void {
    this.#add({ file, description, ...rest }, API_TIMEOUT);
  }

  #task<File extends FunctionFile>(
    file: File,
    description: string,
    rest: Pick<Wanted<File>, 'environment' | 'permissions'>,
  ): void {
    this.#add({ file, description, ...rest }, TASK_TIMEOUT);
  }

  #add<File extends FunctionFile>({ file, ...wanted }: Wanted<File>, timeout: Duration): void {
    const suffix = file.replace(/^.*\/|\.ts$/g, '');
    const made = new RestoreFunction<File>(this, pascal(suffix), this.#surroundings, {
      file,
      suffix,
      timeout,
      ...wanted,
    });
    this.#byFile.set(file, made as unknown as RestoreFunction);
  }

  #endpoint(
    name: OperationName,
    { method, path }: Operation,
    rest: Pick<Wanted<'functions/atlas/endpoint.ts'>, 'environment' | 'permissions'>,
  ): void {
    const made = new RestoreFunction<'functions/atlas/endpoint.ts'>(this, name, this.#surroundings, {
      file: 'functions/atlas/endpoint.ts',
      suffix: `atlas-${name}`,
      timeout: API_TIMEOUT,
      description: `${method} ${path}`.slice(0, LONGEST_DESCRIPTION),
      ...rest,
    });
    this.#byOperation.set(name, made as unknown as RestoreFunction);
  }
}

const LONGEST_DESCRIPTION = 256;

export const pascal = (text: string): string =>
  text.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
