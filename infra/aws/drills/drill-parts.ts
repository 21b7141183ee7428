/**
 * What each part that a function of drills may name (`needs` of its definition) is told and may do. A function gets those
 * that it names, and so nothing that it does not.
 */
import { Stack } from 'aws-cdk-lib';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { AtlasSecrets } from '../atlas-secrets.ts';
import type { DeployedDrills } from '../config/drills.ts';
import { executionsOf, tellingOf } from '../lambda/grants.ts';
import { allow } from '../lambda/restore-function.ts';
import type { LedgerTable } from '../ledger-table.ts';
import type { Surroundings } from '../surroundings.ts';
import type { TokenTable } from '../token-table.ts';
import { EvidenceStore } from './evidence-store.ts';

/** Beside the code of functions that need the plans: Lambda starts them in their own folder. */
export const PLANS_FILE = 'plans.json';

export interface DrillPartsProps {
  readonly drills: DeployedDrills;
  readonly ledger: LedgerTable;
  readonly secrets: AtlasSecrets;
  readonly tokens: TokenTable;
  /** Known by its name, since the machine in turn knows some of the functions. */
  readonly drillMachineArn: string;
  readonly verificationMachineArn: string;
}

export type DrillParts = ReturnType<typeof drillParts>;

export function drillParts(scope: Construct, surroundings: Surroundings, props: DrillPartsProps) {
  const { config } = surroundings;
  const { drills, ledger, secrets, tokens, drillMachineArn, verificationMachineArn } = props;
  const ownerSecret = ownerOf(secrets);
  const evidence = new EvidenceStore(scope, 'Evidence', surroundings, { evidence: drills.evidence, ledger });
  const ledgerOf = { LEDGER_TABLE: ledger.table.tableName };
  const atlasOf = { ATLAS_BASE_URL: config.atlas.baseUrl };
  const machine = { DRILL_STATE_MACHINE_ARN: drillMachineArn };
  const starting = allow(['states:StartExecution'], [drillMachineArn]);

  return {
    evidence,
    /** `drillLedger` of a function that writes: what it writes is told. */
    drillLedger: {
      environment: { ...ledgerOf, EVENT_BUS_NAME: config.eventBusName },
      permissions: [...ledger.drilling, tellingOf(scope, config.eventBusName)],
    },
    /** `drillLedger` of a function that looks at single drills. */
    drillReading: { environment: ledgerOf, permissions: ledger.reading },
    /** `drillLedger` of a function that lists drills. */
    drillListing: { environment: ledgerOf, permissions: [...ledger.reading, ...ledger.drillListing] },
    /** `drillLedger` of the sweeper. */
    drillSweeping: {
      environment: { ...ledgerOf, EVENT_BUS_NAME: config.eventBusName },
      permissions: [...ledger.drilling, ...ledger.sweeping, tellingOf(scope, config.eventBusName)],
    },
    /** `coverageLedger` and `drillLedger` of who reads coverage for the chain: what it writes is told. */
    coverageWriting: {
      environment: { ...ledgerOf, EVENT_BUS_NAME: config.eventBusName },
      permissions: [...ledger.drilling, ...ledger.listing, tellingOf(scope, config.eventBusName)],
    },
    /** The same of the function that computes it. */
    coverageCounting: {
      environment: { ...ledgerOf, EVENT_BUS_NAME: config.eventBusName },
      permissions: [...ledger.counting, tellingOf(scope, config.eventBusName)],
    },
    /** The finding that nag has about who puts checkpoints: its id holds the resource. */
    checkpointsFinding:
      drills.evidence.checkpoints &&
      `AwsSolutions::AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::${drills.evidence.checkpoints.bucket}/checkpoints/*]`,
    checkpoints: {
      environment: {
        EVENT_BUS_NAME: config.eventBusName,
        ...(drills.evidence.checkpoints && {
          CHECKPOINT_BUCKET: drills.evidence.checkpoints.bucket,
          CHECKPOINT_ACCOUNT: drills.evidence.checkpoints.account,
        }),
      },
      permissions: drills.evidence.checkpoints
        ? [allow(['s3:PutObject'], [checkpointsArn(scope, drills.evidence.checkpoints.bucket)])]
        : [],
    },
    /** `ledger`, for the record of the nested restore. */
    ledger: { environment: ledgerOf, permissions: ledger.reading },
    /** `announcing` of who looks after ends of restores: records of them, others that are open, and what is told. */
    restoreEnds: {
      environment: { ...ledgerOf, EVENT_BUS_NAME: config.eventBusName },
      permissions: [...ledger.drilling, ...ledger.sweeping, tellingOf(scope, config.eventBusName)],
    },
    /** The same, and whether another restore has the target. */
    verifying: {
      environment: { ...ledgerOf, EVENT_BUS_NAME: config.eventBusName },
      permissions: [
        ...ledger.drilling,
        ...ledger.sweeping,
        ...ledger.listing,
        tellingOf(scope, config.eventBusName),
      ],
    },
    /** `atlas`, as the restorer: users of targets outside of the drill project. */
    restorer: {
      environment: {
        ...atlasOf,
        ATLAS_SECRET_ID: secrets.restorer.secretArn,
        ...tokens.environment('restorer'),
      },
      permissions: [...AtlasSecrets.reading(secrets.restorer), ...tokens.sharing('restorer')],
    },
    verificationWorkflows: drills.verifyRestores
      ? {
          environment: { VERIFICATION_STATE_MACHINE_ARN: verificationMachineArn },
          permissions: [
            allow(['states:StartExecution'], [verificationMachineArn]),
            allow(['states:DescribeExecution'], [executionsOf(verificationMachineArn)]),
          ],
        }
      : { environment: {}, permissions: [] },
    plans: { environment: { DRILLS_FILE: PLANS_FILE }, permissions: [] },
    guard: { environment: { ALLOWED_TARGETS: JSON.stringify(config.allowedTargets) }, permissions: [] },
    surroundings: { environment: atlasOf, permissions: [] },
    targetAuthority: { environment: {}, permissions: [] },
    /** `atlas`, as the reader. */
    atlas: {
      environment: {
        ...atlasOf,
        ATLAS_SECRET_ID: secrets.reader.secretArn,
        ...tokens.environment('reader'),
      },
      permissions: [...AtlasSecrets.reading(secrets.reader), ...tokens.sharing('reader')],
    },
    owner: {
      environment: { ...atlasOf, OWNER_SECRET_ID: ownerSecret.secretArn, ...tokens.ownerEnvironment },
      permissions: [...AtlasSecrets.reading(ownerSecret), ...tokens.sharing('owner')],
    },
    password: {
      environment: { OWNER_SECRET_ID: ownerSecret.secretArn },
      permissions: AtlasSecrets.reading(ownerSecret),
    },
    /** `drillWorkflows` of a function that starts drills. */
    drillWorkflows: { environment: machine, permissions: [starting] },
    /** `drillWorkflows` of a function that looks whether they run, too. */
    drillWatching: {
      environment: machine,
      permissions: [starting, allow(['states:DescribeExecution'], [executionsOf(drillMachineArn)])],
    },
  } as const;
}

/** As `lib/aws/checkpoint-store.ts` names them. */
const checkpointsArn = (scope: Construct, bucket: string): string =>
  `arn:${Stack.of(scope).partition}:s3:::${bucket}/checkpoints/*`;

function ownerOf({ owner }: AtlasSecrets): ISecret {
  if (owner === undefined) throw new TypeError('Where there are drills there is a secret of their owner.');
  return owner;
}
