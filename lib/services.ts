/** Builds what a function needs from its environment: once a container on AWS, once a process on one machine. */
import { AtlasClient } from './atlas/client.ts';
import { type OperationName, operations } from './atlas/operations.ts';
import type { AwsConnection } from './aws/connection.ts';
import { Ledger } from './aws/ledger.ts';
import { Secrets } from './aws/secrets.ts';
import { Workflows } from './aws/workflows.ts';
import type { Clock } from './clock.ts';
import { EnvironmentInvalid, type Need, parseEnvironment } from './env.ts';
import type { Log } from './log.ts';
import type { RequestPolicy } from './restores/request-rules.ts';
import type { AllowedTargets } from './restores/target-guard.ts';

interface ByNeed {
  readonly ledger: { readonly ledger: Ledger };
  readonly atlas: { readonly atlas: AtlasClient };
  readonly workflows: { readonly workflows: Workflows };
  readonly endpoint: { readonly operation: OperationName };
  readonly guard: { readonly allowedTargets: AllowedTargets; readonly policy: RequestPolicy };
}

export interface Platform {
  readonly clock: Clock;
  readonly log: Log;
  /** Empty on AWS. */
  readonly aws: {
    readonly ledger: AwsConnection;
    readonly secrets: AwsConnection;
    readonly workflows: AwsConnection;
  };
}

type All = ByNeed['ledger'] & ByNeed['atlas'] & ByNeed['workflows'] & ByNeed['endpoint'] & ByNeed['guard'];
type KeysFor<Needs extends Need> = Needs extends Need ? keyof ByNeed[Needs] : never;
export type Services<Needs extends Need> = Pick<All, KeysFor<Needs>> & Pick<Platform, 'clock' | 'log'>;

export function connect<Needs extends Need>(
  needs: readonly Needs[],
  variables: Readonly<Record<string, string | undefined>>,
  platform: Platform,
): Services<Needs> {
  const parts = needs.map((need) => PARTS[need](variables, platform));
  // Each need brings its keys, by the table below.
  return Object.assign({ clock: platform.clock, log: platform.log }, ...parts) as Services<Needs>;
}

type Variables = Readonly<Record<string, string | undefined>>;

const PARTS: { readonly [Name in Need]: (variables: Variables, platform: Platform) => ByNeed[Name] } = {
  ledger: (variables, { aws }) => {
    const { LEDGER_TABLE } = parseEnvironment('ledger', variables);
    return { ledger: new Ledger(LEDGER_TABLE, aws.ledger) };
  },
  atlas: (variables, { aws, clock, log }) => {
    const { ATLAS_BASE_URL, ATLAS_SECRET_ID } = parseEnvironment('atlas', variables);
    const secrets = new Secrets(aws.secrets);
    const credential = (refresh: boolean) => secrets.atlasCredential(ATLAS_SECRET_ID, refresh);
    return { atlas: new AtlasClient({ baseUrl: ATLAS_BASE_URL, credential, clock, log }) };
  },
  workflows: (variables, { aws }) => {
    const { RESTORE_STATE_MACHINE_ARN } = parseEnvironment('workflows', variables);
    return { workflows: new Workflows(RESTORE_STATE_MACHINE_ARN, aws.workflows) };
  },
  endpoint: (variables) => {
    const { OPERATION } = parseEnvironment('endpoint', variables);
    if (!Object.hasOwn(operations, OPERATION)) throw new EnvironmentInvalid(['OPERATION']);
    return { operation: OPERATION as OperationName };
  },
  guard: (variables) => {
    const { ALLOWED_TARGETS, ALLOW_DOWNLOAD } = parseEnvironment('guard', variables);
    return { allowedTargets: ALLOWED_TARGETS, policy: { allowDownload: ALLOW_DOWNLOAD === 'true' } };
  },
};
