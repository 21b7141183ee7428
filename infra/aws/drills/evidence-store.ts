/**
 * Where the evidence of drills lies, and what it is signed with. Both outlive the stack, whatever is configured: an
 * auditor asks for them years later.
 */
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  ObjectLockRetention,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { DeployedDrills } from '../config/drills.ts';
import type { Given } from '../lambda/grants.ts';
import { allow } from '../lambda/restore-function.ts';
import type { LedgerTable } from '../ledger-table.ts';
import { acknowledge } from '../nag.ts';
import type { Surroundings } from '../surroundings.ts';

/** Retention of a bucket is said in days: a longest month is never too short. */
const DAYS_A_MONTH = 31;

/** As `lib/aws/evidence-store.ts` names them. */
const RECORDS = 'evidence/*';

export interface EvidenceEnvironment {
  readonly EVIDENCE_BUCKET: string;
  readonly EVIDENCE_LOCK_MODE: DeployedDrills['evidence']['lockMode'];
  readonly EVIDENCE_LOCK_MONTHS: string;
  readonly EVIDENCE_KEY_ARN: string;
  readonly LEDGER_TABLE: string;
}

export class EvidenceStore extends Construct {
  readonly bucket: Bucket;
  readonly signingKey: Key;
  readonly #lock: DeployedDrills['evidence'];
  readonly #ledger: LedgerTable;

  constructor(
    scope: Construct,
    id: string,
    { config, key }: Surroundings,
    { evidence, ledger }: { readonly evidence: DeployedDrills['evidence']; readonly ledger: LedgerTable },
  ) {
    super(scope, id);
    this.#lock = evidence;
    this.#ledger = ledger;
    const days = Duration.days(evidence.lockMonths * DAYS_A_MONTH);
    this.bucket = new Bucket(this, 'Bucket', {
      versioned: true,
      objectLockEnabled: true,
      // Each record carries its own; this is for what somebody else puts there.
      objectLockDefaultRetention:
        evidence.lockMode === 'COMPLIANCE'
          ? ObjectLockRetention.compliance(days)
          : ObjectLockRetention.governance(days),
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      ...(key
        ? { encryption: BucketEncryption.KMS, encryptionKey: key, bucketKeyEnabled: true }
        : { encryption: BucketEncryption.S3_MANAGED }),
      removalPolicy: RemovalPolicy.RETAIN,
    });
    acknowledge(this.bucket, {
      'AwsSolutions::AwsSolutions-S1':
        'Records cannot be changed and hold nobody’s data. Who read them is for CloudTrail’s data events of the account to say: a log bucket of ours would be evidence that could be deleted.',
    });
    this.signingKey = new Key(this, 'SigningKey', {
      alias: `${config.name}-evidence`,
      description: `Signs the evidence of restore drills of ${config.name}`,
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  /** For who appends records. */
  get writing(): Given<EvidenceEnvironment> {
    return {
      environment: this.#environment,
      permissions: [
        ...this.#reads(['s3:PutObject', 's3:PutObjectRetention', 's3:GetObject']),
        allow(['kms:Sign', 'kms:GetPublicKey'], [this.signingKey.keyArn]),
        ...this.#ledger.drilling,
      ],
    };
  }

  /** For who shows records: it cannot write one, and it cannot sign. */
  get reading(): Given<EvidenceEnvironment> {
    return {
      environment: this.#environment,
      permissions: [...this.#reads(['s3:GetObject']), ...this.#ledger.reading],
    };
  }

  /** The finding that nag has about whoever reads or writes records: its id holds the resource. */
  get recordsFinding(): string {
    const bucketId = Stack.of(this).getLogicalId(this.bucket.node.defaultChild as CfnBucket);
    return `AwsSolutions::AwsSolutions-IAM5[Resource::<${bucketId}.Arn>/${RECORDS}]`;
  }

  /** Without the list, S3 says that a record which is not there is forbidden. */
  #reads(actions: readonly string[]) {
    return [
      allow(actions, [this.bucket.arnForObjects(RECORDS)]),
      allow(['s3:ListBucket'], [this.bucket.bucketArn]),
    ];
  }

  get #environment(): EvidenceEnvironment {
    return {
      EVIDENCE_BUCKET: this.bucket.bucketName,
      EVIDENCE_LOCK_MODE: this.#lock.lockMode,
      EVIDENCE_LOCK_MONTHS: String(this.#lock.lockMonths),
      EVIDENCE_KEY_ARN: this.signingKey.keyArn,
      LEDGER_TABLE: this.#ledger.table.tableName,
    };
  }
}
