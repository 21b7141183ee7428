/** The ledger's table, as `lib/aws/ledger-table.ts` says it. */

import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ledgerTable } from '../../lib/aws/ledger-table.ts';
import { allow } from './lambda/restore-function.ts';
import type { Surroundings } from './surroundings.ts';

const attribute = (name: string) => ({ name, type: AttributeType.STRING });

export class LedgerTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, { config, key, removalPolicy }: Surroundings) {
    super(scope, id);
    const { partitionKey, timeToLive, indexes } = ledgerTable;
    this.table = new Table(this, 'Table', {
      tableName: `${config.name}-ledger`,
      partitionKey: attribute(partitionKey),
      timeToLiveAttribute: timeToLive,
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      ...(key
        ? { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey: key }
        : { encryption: TableEncryption.AWS_MANAGED }),
      deletionProtection: removalPolicy === RemovalPolicy.RETAIN,
      removalPolicy,
    });
    for (const [indexName, index] of Object.entries(indexes))
      this.table.addGlobalSecondaryIndex({
        indexName,
        partitionKey: attribute(index.partitionKey),
        sortKey: attribute(index.sortKey),
        projectionType: 'keysOnly' in index ? ProjectionType.KEYS_ONLY : ProjectionType.ALL,
      });
  }

  /** One restore, by its id. */
  get reading(): PolicyStatement[] {
    return [allow(['dynamodb:GetItem'], [this.table.tableArn])];
  }

  /** Lists of restores; each index by name. */
  get listing(): PolicyStatement[] {
    return this.#querying(['byTime', 'byStatus']);
  }

  /** Lists of drills, those of one source among them. */
  get drillListing(): PolicyStatement[] {
    return this.#querying(['byTime', 'byStatus', 'bySource']);
  }

  /** What is unfinished, for who looks after it. */
  get sweeping(): PolicyStatement[] {
    return this.#querying(['byUnfinished']);
  }

  #querying(names: readonly (keyof typeof ledgerTable.indexes)[]): PolicyStatement[] {
    const indexes = names.map((name) => `${this.table.tableArn}/index/${name}`);
    return [allow(['dynamodb:Query'], indexes)];
  }

  /** Records of drills, their places, what was verified last, and rows of the evidence: nothing of it is deleted. */
  get drilling(): PolicyStatement[] {
    return [allow(['dynamodb:GetItem', 'dynamodb:PutItem'], [this.table.tableArn])];
  }

  /** The set of drills that have ended: two of them may end at once. */
  get counting(): PolicyStatement[] {
    return [...this.drilling, allow(['dynamodb:UpdateItem'], [this.table.tableArn]), ...this.listing];
  }

  /** Records, claims and lines. The last of a line deletes it, and its first renews its lease in place. */
  get writing(): PolicyStatement[] {
    return [
      allow(
        ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
        [this.table.tableArn],
      ),
      ...this.listing,
    ];
  }
}
