/**
 * Where containers share access tokens (design, decision 12): a table of its own, with a key that only the functions
 * with a secret of Atlas may use. Each role's tokens are its own.
 */
import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { tokenTable } from '../../lib/aws/token-table.ts';
import { allow } from './lambda/restore-function.ts';
import { acknowledge } from './nag.ts';
import type { Surroundings } from './surroundings.ts';

export type TokenRole = 'reader' | 'restorer' | 'owner';

export class TokenTable extends Construct {
  readonly table: Table;
  readonly #key: Key;

  constructor(scope: Construct, id: string, { config }: Surroundings) {
    super(scope, id);
    this.#key = new Key(this, 'Key', {
      alias: `${config.name}-tokens`,
      description: `Access tokens of ${config.name}, which live for an hour`,
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.table = new Table(this, 'Table', {
      tableName: `${config.name}-tokens`,
      partitionKey: { name: tokenTable.partitionKey, type: AttributeType.STRING },
      timeToLiveAttribute: tokenTable.timeToLive,
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: this.#key,
      // Nothing in it is older than an hour, and all of it can be had again.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    acknowledge(this.table, {
      'AwsSolutions::AwsSolutions-DDB3': 'A backup would keep access tokens, and they can be had again.',
      'Serverless::Serverless-DynamoDBPITR': 'A backup would keep access tokens, and they can be had again.',
    });
  }

  /** What a function with the secret of that role is told. */
  environment(role: TokenRole): { readonly TOKEN_TABLE: string; readonly TOKEN_ROLE: TokenRole } {
    return { TOKEN_TABLE: this.table.tableName, TOKEN_ROLE: role };
  }

  /** What a function with the drill owner's secret is told: it may have another one beside it. */
  get ownerEnvironment(): { readonly TOKEN_TABLE: string; readonly OWNER_TOKEN_ROLE: TokenRole } {
    return { TOKEN_TABLE: this.table.tableName, OWNER_TOKEN_ROLE: 'owner' };
  }

  /** The tokens of that role, and of no other. */
  sharing(role: TokenRole): PolicyStatement[] {
    const items = allow(
      ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
      [this.table.tableArn],
    );
    items.addCondition('ForAllValues:StringLike', { 'dynamodb:LeadingKeys': [`${role}#*`] });
    return [items, allow(KEY_ACTIONS, [this.#key.keyArn])];
  }
}

/** As whoever reads and writes what DynamoDB keeps under a customer's key. */
const KEY_ACTIONS = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'];
