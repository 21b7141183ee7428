/** What is deployed for drills, and that without them nothing is: evidence and functions. */
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { DRILL_TASKS } from '../../../infra/workflows/tasks.ts';
import { DRILL_PROJECT, VPC } from './drills-config.ts';
import { least, OWN_VPC, only, other, service, template } from './drills-templates.ts';
import { functionRoles, resourcesOf, templateOf } from './template.ts';

const roles = functionRoles(template);

describe('the stack', () => {
  test('stays below 400 resources, and so does the one of drills, in which a plan is one', () => {
    expect(resourcesOf(other.drills, 'AWS::Events::Rule')).toHaveLength(26);
    expect(resourcesOf(other.drills, 'AWS::Lambda::Permission')).toHaveLength(7);
    for (const each of [service, template, other.service, other.drills])
      expect(Object.keys(each.toJSON().Resources).length).toBeLessThan(400);
  });

  test('is without drills what it was', () => {
    const text = JSON.stringify(templateOf().toJSON());
    for (const word of ['drill-', 'DRILL', 'vidence', 'plans.json', 'SecretsOwner', 'CloudFormation::Stack'])
      expect(text.includes(word), word).toBe(false);
  });
});

describe('evidence', () => {
  const bucket = (of = template) => only('AWS::S3::Bucket', of);

  test('is locked, versioned, encrypted, private and kept', () => {
    const { Properties, DeletionPolicy, UpdateReplacePolicy } = bucket();
    expect({ DeletionPolicy, UpdateReplacePolicy }).toEqual({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    });
    expect(Properties).toMatchObject({
      ObjectLockEnabled: true,
      ObjectLockConfiguration: {
        ObjectLockEnabled: 'Enabled',
        Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 775 } },
      },
      VersioningConfiguration: { Status: 'Enabled' },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    });
    expect(Properties.BucketEncryption.ServerSideEncryptionConfiguration).toEqual([
      { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
    ]);
  });

  test.each([
    ['by default', service, 'true'],
    ['nowhere where it is off', other.service, undefined],
  ])('of restores that are accepted is owed %s', (_, of, told) => {
    const accepting = functionRoles(of).filter(({ environment }) => environment.ALLOW_DOWNLOAD);
    expect(accepting.length).toBeGreaterThan(5);
    for (const { environment } of accepting) expect(environment.RESTORE_EVIDENCE).toBe(told);
  });

  test('is reached by TLS only', () => {
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Deny',
            Action: 's3:*',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
        ]),
      },
    });
  });

  test('is signed by a key that only signs, and is kept', () => {
    const { Properties, DeletionPolicy } = only('AWS::KMS::Key', template, /Signing/);
    expect(Properties).toMatchObject({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
    expect(DeletionPolicy).toBe('Retain');
  });

  test('is kept although everything else goes with the stack, and so is the key that encrypts it', () => {
    expect(bucket(other.drills).DeletionPolicy).toBe('Retain');
    const [keyId = ''] = resourcesOf(other.service, 'AWS::KMS::Key').flatMap(([id]) =>
      /Tokens/.test(id) ? [] : [id],
    );
    expect(other.service.findResources('AWS::KMS::Key')[keyId]?.DeletionPolicy).toBe('Retain');
    expect(JSON.stringify(bucket(other.drills).Properties.BucketEncryption)).toContain('AtlasRestoreKey');
  });

  test('its end goes into the bucket of another account, where one is named, and the function may put there and no more', () => {
    const told = functionRoles(other.drills).filter(({ environment }) => environment.CHECKPOINT_BUCKET);
    expect(told.map(({ name, environment }) => [name, environment])).toMatchObject([
      ['close-day', { CHECKPOINT_BUCKET: 'evidence-elsewhere', CHECKPOINT_ACCOUNT: '111122223333' }],
    ]);
    const puts = told[0]?.statements.filter((one) => JSON.stringify(one).includes('evidence-elsewhere'));
    expect(puts).toMatchObject([{ Action: 's3:PutObject' }]);
    expect(JSON.stringify(puts)).toContain(':s3:::evidence-elsewhere/checkpoints/*');
  });

  test('is locked as the configuration says, and the functions are told so', () => {
    expect(bucket(other.drills).Properties.ObjectLockConfiguration.Rule.DefaultRetention).toEqual({
      Mode: 'GOVERNANCE',
      Days: 62,
    });
    const told = functionRoles(other.drills).flatMap(({ environment }) =>
      environment.EVIDENCE_BUCKET ? [environment] : [],
    );
    expect(told).toHaveLength(9);
    for (const each of told)
      expect(each).toMatchObject({ EVIDENCE_LOCK_MODE: 'GOVERNANCE', EVIDENCE_LOCK_MONTHS: '2' });
  });
});

describe('functions', () => {
  const functions = resourcesOf(template, 'AWS::Lambda::Function').map(([, { Properties }]) => Properties);
  const named = (suffix: string) =>
    functions.find(({ FunctionName }) => FunctionName === `atlas-restore-${suffix}`);

  test('those alone that read data run in the network of drills, for as long as its state and with more of a processor', () => {
    const inside = functions.filter(({ VpcConfig }) => VpcConfig !== undefined);
    expect(inside.map(({ FunctionName }) => FunctionName)).toEqual([
      'atlas-restore-drill-verify',
      'atlas-restore-verification-read',
    ]);
    for (const each of inside)
      expect(each).toMatchObject({
        VpcConfig: { SubnetIds: VPC.privateSubnetIds, SecurityGroupIds: VPC.securityGroupIds },
        Timeout: 290,
        MemorySize: 1_024,
        Environment: { Variables: { DRILLS_FILE: 'plans.json' } },
      });
  });

  test('in the network of all functions verify is too, or in its own', () => {
    for (const [of, subnets] of [
      [least, VPC.privateSubnetIds],
      [other.drills, OWN_VPC.privateSubnetIds],
    ] as const)
      for (const [, { Properties }] of resourcesOf(of, 'AWS::Lambda::Function'))
        expect(Properties.VpcConfig.SubnetIds).toEqual(
          Properties.FunctionName === 'atlas-restore-drill-verify' ? subnets : VPC.privateSubnetIds,
        );
  });

  test('the others have the limits of every task', () => {
    for (const file of Object.values(DRILL_TASKS)) {
      const suffix = file.replace(/^.*\/|\.ts$/g, '');
      if (suffix !== 'verify')
        expect(named(`drill-${suffix}`)).toMatchObject({ Timeout: 110, MemorySize: 512 });
    }
  });

  test('of the restore workflow know the drill project, and those of the API do not', () => {
    const knowing = [...functionRoles(service), ...roles]
      .filter(({ environment }) => environment.DRILL_PROJECT_ID === DRILL_PROJECT)
      .map(({ name }) => name)
      .sort();
    expect(knowing).toEqual([
      'check-restore-job',
      'create-restore-job',
      'plan-restore',
      'record-execution-end',
      'record-outcome',
      'sweep-restores',
      'take-safety-snapshot',
    ]);
  });

  test('have variables that fit into 4 KB, however long the allow-list is', () => {
    for (const { environment } of [...functionRoles(other.service), ...functionRoles(other.drills)]) {
      const text = Object.entries(environment).map(([name, value]) =>
        typeof value === 'string' ? name + value : name + 'r'.repeat(128),
      );
      expect(text.join('').length).toBeLessThan(4_096);
      if (environment.ALLOWED_TARGETS) expect(environment.ALLOWED_TARGETS.length).toBeGreaterThan(2_800);
    }
  });
});

test('with a key of the customer’s own and a network for all, functions may use both', () => {
  for (const { name, statements } of functionRoles(other.drills)) {
    const text = JSON.stringify(statements);
    expect(text.includes('AtlasRestoreKey'), name).toBe(true);
    expect(text.includes('ec2:CreateNetworkInterface'), name).toBe(true);
  }
});
