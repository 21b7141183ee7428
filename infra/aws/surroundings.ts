/** What every construct of one deployment has in common. */

import type { RemovalPolicy } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { AtlasRestoreConfig } from './config/config.ts';
import type { FunctionBundles } from './lambda/bundles.ts';

export interface Network {
  readonly vpc: IVpc;
  readonly vpcSubnets: SubnetSelection;
  readonly securityGroups: ISecurityGroup[];
}

export interface Surroundings {
  readonly config: AtlasRestoreConfig;
  readonly bundles: FunctionBundles;
  /** Absent: AWS' own keys. */
  readonly key?: IKey;
  readonly network?: Network;
  readonly logRetention: RetentionDays;
  /** Of what holds data. */
  readonly removalPolicy: RemovalPolicy;
}
