/** The whole service as one construct, for this app's stack and for other CDK apps (examples/cdk-app). */
import { RemovalPolicy, Tags } from 'aws-cdk-lib';
import { SecurityGroup, Subnet, Vpc } from 'aws-cdk-lib/aws-ec2';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { RestoreAlarms } from './alarms.ts';
import { AtlasSecrets } from './atlas-secrets.ts';
import { type AtlasRestoreConfig, type AtlasRestoreConfigInput, readConfig } from './config/config.ts';
import type { DeployedDrills } from './config/drills.ts';
import type { VpcConfig } from './config/vpc.ts';
import { RestoreDashboard } from './dashboard.ts';
import { deadLetterQueue } from './dead-letters.ts';
import { RestoreDrills } from './drills/restore-drills.ts';
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
  /** Absent where none are configured. */
  readonly drills?: RestoreDrills;

  constructor(scope: Construct, id: string, props: AtlasRestoreProps) {
    super(scope, id);
    const config = readConfig(props.config);
    const surroundings = this.#surroundings(config, props.bundles);

    this.ledger = new LedgerTable(this, 'Ledger', surroundings);
    this.secrets = new AtlasSecrets(this, 'Secrets', surroundings);
    this.tokens = new TokenTable(this, 'Tokens', surroundings);
    const unhandledEnds = deadLetterQueue(this, 'ExecutionEndDead', surroundings);
    this.functions = new RestoreFunctions(this, 'Functions', surroundings, {
      ledger: this.ledger,
      secrets: this.secrets,
      tokens: this.tokens,
      restoreMachineArn: RestoreWorkflow.arnFor(this, surroundings),
      unhandledEnds,
    });
    this.workflow = new RestoreWorkflow(this, 'Workflow', surroundings, this.functions);
    const { drills } = config;
    if (drills) this.drills = this.#drills(drills, surroundings);
    this.api = new RestoreApi(this, 'Http', surroundings, {
      of: (file, operation) =>
        this.drills?.functions.has(file)
          ? this.drills.functions.of(file)
          : this.functions.of(file, operation),
    });

    this.rules = new EventRules(this, 'Rules', surroundings, { ...this.parts, unhandledEnds });

    const deadLetters = { ...this.rules.deadLetters, ...this.drills?.rules.deadLetters };
    const watched = { ...this.parts, deadLetters, ...(this.drills && { drills: this.drills }) };
    const alarms = new RestoreAlarms(this, 'Alarms', surroundings, watched);
    new RestoreDashboard(this, 'Dashboard', surroundings, watched, alarms);
    for (const [name, value] of Object.entries(config.tags)) Tags.of(this).add(name, value);
  }

  get parts() {
    const { api, functions, ledger, workflow } = this;
    return { api, functions, ledger, workflow };
  }

  #drills(drills: DeployedDrills, surroundings: Surroundings): RestoreDrills {
    const { ledger, secrets, tokens } = this;
    return new RestoreDrills(this, 'Drills', surroundings, {
      drills,
      ledger,
      secrets,
      tokens,
      network: drills.vpc ? networkOf(new Construct(this, 'DrillNetwork'), drills.vpc) : surroundings.network,
    });
  }

  #surroundings(config: AtlasRestoreConfig, bundles: FunctionBundles): Surroundings {
    const removalPolicy = config.retainData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    const network = config.vpc && networkOf(this, config.vpc);
    return {
      config,
      bundles,
      removalPolicy,
      // The numbers that the configuration allows are those that CloudWatch knows.
      logRetention: config.logRetentionDays as Surroundings['logRetention'],
      // Evidence that it encrypts outlives the stack, whatever else does.
      ...(config.customerManagedKey && {
        key: this.#key(config, config.drills ? RemovalPolicy.RETAIN : removalPolicy),
      }),
      ...(network && { network }),
    };
  }

  #key({ name }: AtlasRestoreConfig, removalPolicy: RemovalPolicy): Key {
    const key = new Key(this, 'Key', { alias: name, enableKeyRotation: true, removalPolicy });
    key.grantEncryptDecrypt(new ServicePrincipal('logs.amazonaws.com'));
    // Puts what could not be handled into queues that this key encrypts.
    key.grantEncryptDecrypt(new ServicePrincipal('events.amazonaws.com'));
    return key;
  }
}

function networkOf(
  scope: Construct,
  { vpcId, availabilityZones, privateSubnetIds, securityGroupIds }: VpcConfig,
): Network {
  return {
    vpc: Vpc.fromVpcAttributes(scope, 'Vpc', { vpcId, availabilityZones, privateSubnetIds }),
    vpcSubnets: {
      subnets: privateSubnetIds.map((subnetId, at) => Subnet.fromSubnetId(scope, `Subnet${at}`, subnetId)),
    },
    securityGroups: securityGroupIds.map((each, at) =>
      SecurityGroup.fromSecurityGroupId(scope, `SecurityGroup${at}`, each),
    ),
  };
}
