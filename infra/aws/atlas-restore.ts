/** The whole service as one construct, for this app's stack and for other CDK apps (examples/cdk-app). */
import { RemovalPolicy, Tags } from 'aws-cdk-lib';
import { SecurityGroup, Subnet, Vpc } from 'aws-cdk-lib/aws-ec2';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { RestoreAlarms } from './alarms.ts';
import { AtlasSecrets } from './atlas-secrets.ts';
import { type AtlasRestoreConfig, type AtlasRestoreConfigInput, readConfig } from './config/config.ts';
import { RestoreDashboard } from './dashboard.ts';
import { EventRules } from './event-rules.ts';
import { RestoreApi } from './http-api.ts';
import type { FunctionBundles } from './lambda/bundles.ts';
import { RestoreFunctions } from './lambda/restore-functions.ts';
import { LedgerTable } from './ledger-table.ts';
import { RestoreWorkflow } from './restore-workflow.ts';
import type { Network, Surroundings } from './surroundings.ts';
import { TokenTable } from './token-table.ts';

export interface AtlasRestoreProps {
  /** As `atlas-restore.config.ts` would say it. @throws {ConfigInvalid} */
  readonly config: AtlasRestoreConfigInput;
  /** From `bundleFunctions`, which an app awaits first. */
  readonly bundles: FunctionBundles;
}

export class AtlasRestore extends Construct {
  readonly ledger: LedgerTable;
  readonly secrets: AtlasSecrets;
  readonly tokens: TokenTable;
  readonly functions: RestoreFunctions;
  readonly workflow: RestoreWorkflow;
  readonly api: RestoreApi;
  readonly rules: EventRules;

  constructor(scope: Construct, id: string, props: AtlasRestoreProps) {
    super(scope, id);
    const config = readConfig(props.config);
    const surroundings = this.#surroundings(config, props.bundles);

    this.ledger = new LedgerTable(this, 'Ledger', surroundings);
    this.secrets = new AtlasSecrets(this, 'Secrets', surroundings);
    this.tokens = new TokenTable(this, 'Tokens', surroundings);
    this.functions = new RestoreFunctions(this, 'Functions', surroundings, {
      ledger: this.ledger,
      secrets: this.secrets,
      tokens: this.tokens,
      restoreMachineArn: RestoreWorkflow.arnFor(this, surroundings),
    });
    this.workflow = new RestoreWorkflow(this, 'Workflow', surroundings, this.functions);
    this.api = new RestoreApi(this, 'Http', surroundings, this.functions);

    this.rules = new EventRules(this, 'Rules', surroundings, this);

    const { deadLetters } = this.rules;
    const watched = { ...this.parts, deadLetters };
    const alarms = new RestoreAlarms(this, 'Alarms', surroundings, watched);
    new RestoreDashboard(this, 'Dashboard', surroundings, watched, alarms);
    for (const [name, value] of Object.entries(config.tags)) Tags.of(this).add(name, value);
  }

  get parts() {
    const { api, functions, ledger, workflow } = this;
    return { api, functions, ledger, workflow };
  }

  #surroundings(config: AtlasRestoreConfig, bundles: FunctionBundles): Surroundings {
    const removalPolicy = config.retainData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    const network = config.vpc && this.#network(config.vpc);
    return {
      config,
      bundles,
      removalPolicy,
      // The numbers that the configuration allows are those that CloudWatch knows.
      logRetention: config.logRetentionDays as Surroundings['logRetention'],
      ...(config.customerManagedKey && { key: this.#key(config, removalPolicy) }),
      ...(network && { network }),
    };
  }

  #key({ name }: AtlasRestoreConfig, removalPolicy: RemovalPolicy): Key {
    const key = new Key(this, 'Key', { alias: name, enableKeyRotation: true, removalPolicy });
    key.grantEncryptDecrypt(new ServicePrincipal('logs.amazonaws.com'));
    return key;
  }

  #network({
    vpcId,
    availabilityZones,
    privateSubnetIds,
    securityGroupIds,
  }: NonNullable<AtlasRestoreConfig['vpc']>): Network {
    return {
      vpc: Vpc.fromVpcAttributes(this, 'Vpc', { vpcId, availabilityZones, privateSubnetIds }),
      vpcSubnets: {
        subnets: privateSubnetIds.map((subnetId, at) => Subnet.fromSubnetId(this, `Subnet${at}`, subnetId)),
      },
      securityGroups: securityGroupIds.map((each, at) =>
        SecurityGroup.fromSecurityGroupId(this, `SecurityGroup${at}`, each),
      ),
    };
  }
}
