/**
 * What functions work with, part by part. A function names its parts, so that its bundle holds no other. Connected once
 * a container on AWS, once a process on one machine.
 */
import type * as z from 'zod/mini';
import type { AtlasClient } from '../atlas/client.ts';
import type { OperationName } from '../atlas/operations.ts';
import type { AwsConnection } from '../aws/connection.ts';
import type { CoverageLedger } from '../aws/coverage-ledger.ts';
import type { DrillLedger } from '../aws/drill-ledger.ts';
import type { Ledger } from '../aws/ledger.ts';
import type { Workflows } from '../aws/workflows.ts';
import type { Clock } from '../clock.ts';
import type { Owner } from '../drills/context.ts';
import type { DrillsConfig } from '../drills/plans/plan.ts';
import { parseEnvironment, type Variables } from '../env.ts';
import type { EvidenceParts } from '../evidence/append.ts';
import type { CheckpointParts } from '../evidence/keep-checkpoint.ts';
import type { Issuer } from '../http/hand-on-token-request.ts';
import type { Log } from '../log.ts';
import type { RequestPolicy } from '../restores/request-rules.ts';
import type { AllowedTargets } from '../restores/target-guard.ts';

/** Who sees links of downloads, where callers have tokens: whose token has that scope. */
interface DownloadPolicy {
  readonly downloadScope?: string;
}

/** What each part brings. */
interface Brought {
  readonly ledger: { readonly ledger: Ledger };
  /** The same, and what is written is told. */
  readonly announcing: { readonly ledger: Ledger };
  readonly atlas: { readonly atlas: AtlasClient };
  readonly workflows: { readonly workflows: Workflows };
  readonly guard: { readonly allowedTargets: AllowedTargets; readonly drillProjectId?: string | undefined };
  readonly policy: { readonly policy: RequestPolicy & DownloadPolicy };
  readonly endpoint: { readonly operation: OperationName };
  readonly issuer: { readonly issuer: Issuer };
  readonly following: { readonly following: () => Promise<FollowingServices> };
  readonly drillLedger: { readonly drillLedger: DrillLedger };
  readonly coverageLedger: { readonly coverageLedger: CoverageLedger };
  readonly plans: { readonly drills: DrillsConfig };
  readonly owner: { readonly owner: Owner };
  readonly password: { readonly owner: Pick<Owner, 'passwordOf'> };
  readonly evidence: { readonly evidence: EvidenceParts };
  readonly checkpoints: { readonly checkpoints: CheckpointParts };
  readonly drillWorkflows: { readonly drillWorkflows: Workflows };
  readonly verificationWorkflows: { readonly verificationWorkflows: Workflows | undefined };
  readonly restorer: { readonly restorer: AtlasClient };
  readonly surroundings: { readonly simulated: boolean };
  readonly targetAuthority: { readonly targetAuthority: { readonly ca?: string } };
}

export type Need = keyof Brought;

/** Of drills only. */
export type DrillNeed =
  | 'drillLedger'
  | 'coverageLedger'
  | 'plans'
  | 'owner'
  | 'password'
  | 'evidence'
  | 'checkpoints'
  | 'drillWorkflows'
  | 'verificationWorkflows'
  | 'restorer'
  | 'surroundings'
  | 'targetAuthority';

type Everything = Brought['ledger'] &
  Brought['drillLedger'] &
  Brought['coverageLedger'] &
  Brought['plans'] &
  Brought['owner'] &
  Brought['evidence'] &
  Brought['checkpoints'] &
  Brought['drillWorkflows'] &
  Brought['verificationWorkflows'] &
  Brought['restorer'] &
  Brought['surroundings'] &
  Brought['targetAuthority'] &
  Brought['atlas'] &
  Brought['workflows'] &
  Brought['guard'] &
  Brought['policy'] &
  Brought['endpoint'] &
  Brought['issuer'] &
  Brought['following'];
type KeysFor<Needs extends Need> = Needs extends Need ? keyof Brought[Needs] : never;

export type Services<Needs extends Need> = Pick<Everything, KeysFor<Needs>> & Pick<Platform, 'clock' | 'log'>;

/** What a restore needs to be followed, beside Atlas. */
export type FollowingServices = Services<'announcing' | 'workflows' | 'guard'>;

export interface Platform {
  readonly clock: Clock;
  readonly log: Log;
  /** Empty on AWS. */
  readonly aws: {
    readonly ledger: AwsConnection;
    readonly secrets: AwsConnection;
    readonly workflows: AwsConnection;
    readonly events: AwsConnection;
    readonly tokens: AwsConnection;
    /** Of drills only. */
    readonly evidence?: AwsConnection;
    readonly keys?: AwsConnection;
  };
}

/** One thing that functions may need, and the variables that say which. */
export interface Part<Name extends Need, Environment extends z.ZodMiniType = z.ZodMiniType> {
  readonly environment: Environment;
  connect(values: z.output<Environment>, platform: Platform): Brought[Name];
}

/** The parts of a function, all that it says it needs. */
export type Parts<Needs extends Need> = { readonly [Name in Needs]: Part<Name> };

/** Ties what `connect` gets to the schema. */
export function part<Name extends Need, Environment extends z.ZodMiniType>(
  _name: Name,
  it: Part<Name, Environment>,
): Part<Name, Environment> {
  return it;
}

/** @throws {EnvironmentInvalid} */
export function connect<Needs extends Need>(
  parts: Parts<Needs>,
  variables: Variables,
  platform: Platform,
): Services<Needs> {
  const brought = (Object.values(parts) as Part<Needs>[]).map(({ environment, connect }) =>
    connect(parseEnvironment(environment, variables), platform),
  );
  // Each need brings its keys, by the interface above.
  return Object.assign({ clock: platform.clock, log: platform.log }, ...brought) as Services<Needs>;
}
