/** The credentials of Atlas, each for the functions that need it. */
import { PolicyDocument, type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnRotationSchedule, type CfnSecret, type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { AtlasSecret } from './config/config.ts';
import { allow } from './lambda/restore-function.ts';
import { acknowledge } from './nag.ts';
import type { Surroundings } from './surroundings.ts';

/** Secrets Manager's name for a secret that it can rotate in Atlas itself. */
const MANAGED_TYPE = 'MongoDBAtlasServiceAccount';

const UNROTATED =
  'Rotation is an option (rotateEveryDays): it needs a service account in the secret, which nobody has filled in yet.';
const ROTATED_BY_ITSELF =
  'Secrets Manager rotates a secret of this type by itself; the rule looks for a function.';

export class AtlasSecrets extends Construct {
  readonly reader: ISecret;
  readonly restorer: ISecret;
  /** Of drills; absent where there are none. */
  readonly owner?: ISecret;

  constructor(scope: Construct, id: string, surroundings: Surroundings) {
    super(scope, id);
    const { atlas, drills } = surroundings.config;
    const { readerSecret, restorerSecret, ownerSecret } = atlas;
    this.reader = this.#secret('Reader', readerSecret, surroundings);
    this.restorer = this.#secret('Restorer', restorerSecret, surroundings);
    if (drills) this.owner = this.#secret('Owner', ownerSecret, surroundings);
  }

  static reading(secret: ISecret): PolicyStatement[] {
    return [
      allow(['secretsmanager:GetSecretValue'], [secret.secretArn]),
      ...(secret.encryptionKey ? [allow(['kms:Decrypt'], [secret.encryptionKey.keyArn])] : []),
    ];
  }

  #secret(id: string, wanted: AtlasSecret, { config, key, removalPolicy }: Surroundings): ISecret {
    if ('arn' in wanted) return Secret.fromSecretCompleteArn(this, id, wanted.arn);
    const secret = new Secret(this, id, {
      secretName: `${config.name}/atlas-${id.toLowerCase()}`,
      description: `Service account of Atlas for ${config.name}: { clientId, clientSecret, orgId }`,
      // To be filled in by hand: what stands there now is refused by Atlas.
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ clientId: 'to be filled in', orgId: 'to be filled in' }),
        generateStringKey: 'clientSecret',
      },
      removalPolicy,
      ...(key && { encryptionKey: key }),
    });
    const { rotateEveryDays } = wanted;
    if (rotateEveryDays !== undefined) this.#rotate(id, secret, rotateEveryDays);
    acknowledge(secret, {
      'AwsSolutions::AwsSolutions-SMG4': rotateEveryDays === undefined ? UNROTATED : ROTATED_BY_ITSELF,
    });
    // Its type has an optional property where the interface allows none that is undefined.
    return secret as ISecret;
  }

  #rotate(id: string, secret: Secret, days: number): void {
    (secret.node.defaultChild as CfnSecret).addPropertyOverride('Type', MANAGED_TYPE);
    const role = new Role(this, `${id}Rotation`, {
      assumedBy: new ServicePrincipal('secretsmanager.amazonaws.com'),
      inlinePolicies: {
        own: new PolicyDocument({
          statements: [
            allow(
              [
                'secretsmanager:DescribeSecret',
                'secretsmanager:GetSecretValue',
                'secretsmanager:PutSecretValue',
                'secretsmanager:UpdateSecretVersionStage',
              ],
              [secret.secretArn],
            ),
          ],
        }),
      },
    });
    const schedule = new CfnRotationSchedule(this, `${id}Schedule`, {
      secretId: secret.secretArn,
      rotationRules: { automaticallyAfterDays: days },
      // The first rotation would fail: nobody has filled the secret in yet.
      rotateImmediatelyOnUpdate: false,
    });
    schedule.addPropertyOverride('ExternalSecretRotationRoleArn', role.roleArn);
  }
}
