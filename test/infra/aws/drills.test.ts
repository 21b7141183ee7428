/** What is deployed for drills, and that without them nothing is. */
import { readFileSync } from 'node:fs';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { isOfDrills } from '../../../infra/aws/route-kinds.ts';
import { DRILL_TASKS, RESTORE_MACHINE } from '../../../infra/workflows/tasks.ts';
import { DRILL_PROJECT, DRILLS, PLAN, VPC } from './drills-config.ts';
import { functionRoles, type Json, resourcesOf, templateOf, templatesOf } from './template.ts';

const { service, drills: template } = templatesOf({ drills: DRILLS });
const roles = functionRoles(template);

const count = (of: Template) => Object.keys(of.toJSON().Resources).length;
const only = (type: string, of = template, like = /./): Json => {
  const found = resourcesOf(of, type).filter(([id]) => like.test(id));
  expect(found).toHaveLength(1);
  return found[0]?.[1];
};

describe('the stack', () => {
  test('stays below 400 resources, and so does the one of drills, in which a plan is one', () => {
    const plans = Array.from({ length: 20 }, (_, at) => ({ ...PLAN, name: `plan-${at}` }));
    const many = templatesOf({ drills: { ...DRILLS, plans } });
    expect(count(many.drills) - count(template)).toBe(18);
    expect(count(many.drills)).toBeLessThan(400);
    expect(count(many.service)).toBeLessThan(400);
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
    const going = templatesOf({ drills: DRILLS, retainData: false, customerManagedKey: true });
    expect(bucket(going.drills).DeletionPolicy).toBe('Retain');
    const [keyId = ''] = resourcesOf(going.service, 'AWS::KMS::Key').flatMap(([id]) =>
      /Tokens/.test(id) ? [] : [id],
    );
    expect(going.service.findResources('AWS::KMS::Key')[keyId]?.DeletionPolicy).toBe('Retain');
    expect(JSON.stringify(bucket(going.drills).Properties.BucketEncryption)).toContain('AtlasRestoreKey');
  });

  test('is locked as the configuration says, and the functions are told so', () => {
    const evidence = { lockMode: 'GOVERNANCE', lockMonths: 2 } as const;
    const given = templatesOf({ drills: { ...DRILLS, evidence } }).drills;
    expect(bucket(given).Properties.ObjectLockConfiguration.Rule.DefaultRetention).toEqual({
      Mode: 'GOVERNANCE',
      Days: 62,
    });
    const told = functionRoles(given).flatMap(({ environment }) =>
      environment.EVIDENCE_BUCKET ? [environment] : [],
    );
    expect(told).toHaveLength(3);
    for (const each of told)
      expect(each).toMatchObject({ EVIDENCE_LOCK_MODE: 'GOVERNANCE', EVIDENCE_LOCK_MONTHS: '2' });
  });
});

describe('functions', () => {
  const functions = resourcesOf(template, 'AWS::Lambda::Function').map(([, { Properties }]) => Properties);
  const named = (suffix: string) =>
    functions.find(({ FunctionName }) => FunctionName === `atlas-restore-${suffix}`);

  test('verify alone runs in the network of drills, for as long as its state and with more of a processor', () => {
    const inside = functions.filter(({ VpcConfig }) => VpcConfig !== undefined);
    expect(inside.map(({ FunctionName }) => FunctionName)).toEqual(['atlas-restore-drill-verify']);
    expect(inside[0]).toMatchObject({
      VpcConfig: { SubnetIds: VPC.privateSubnetIds, SecurityGroupIds: VPC.securityGroupIds },
      Timeout: 290,
      MemorySize: 1_024,
      Environment: { Variables: { DRILLS_FILE: 'plans.json' } },
    });
  });

  test('in the network of all functions verify is too, or in its own', () => {
    const own = { ...VPC, vpcId: 'vpc-11', privateSubnetIds: ['subnet-11'] };
    const { vpc: _, ...inherited } = DRILLS;
    for (const [drills, subnets] of [
      [inherited, VPC.privateSubnetIds],
      [{ ...DRILLS, vpc: own }, own.privateSubnetIds],
    ] as const) {
      const all = resourcesOf(templatesOf({ vpc: VPC, drills }).drills, 'AWS::Lambda::Function');
      for (const [, { Properties }] of all)
        expect(Properties.VpcConfig.SubnetIds).toEqual(
          Properties.FunctionName === 'atlas-restore-drill-verify' ? subnets : VPC.privateSubnetIds,
        );
    }
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
    const allowedTargets = Array.from({ length: 32 }, (_, at) => ({
      projectId: DRILL_PROJECT,
      name: `${'t'.repeat(20)}-${at}`,
    }));
    const of = templatesOf({ drills: DRILLS, allowedTargets });
    for (const { environment } of [...functionRoles(of.service), ...functionRoles(of.drills)]) {
      const text = Object.entries(environment).map(([name, value]) =>
        typeof value === 'string' ? name + value : name + 'r'.repeat(128),
      );
      expect(text.join('').length).toBeLessThan(4_096);
      if (environment.ALLOWED_TARGETS) expect(environment.ALLOWED_TARGETS.length).toBeGreaterThan(2_800);
    }
  });
});

describe('the state machine', () => {
  const { Properties } = only('AWS::StepFunctions::StateMachine');

  test('is the file, with substitutions only', () => {
    const file = readFileSync(new URL('../../../infra/workflows/drill.asl.json', import.meta.url), 'utf8');
    expect(JSON.parse(Properties.DefinitionString)).toEqual(JSON.parse(file));
    expect(Object.keys(Properties.DefinitionSubstitutions).sort()).toEqual(
      [...Object.keys(DRILL_TASKS), RESTORE_MACHINE].sort(),
    );
  });

  test('is logged without data, and traced', () => {
    expect(Properties.LoggingConfiguration).toMatchObject({ Level: 'ALL', IncludeExecutionData: false });
    expect(Properties.TracingConfiguration).toEqual({ Enabled: true });
  });

  test('may nest the restore machine, and nothing else of Step Functions', () => {
    const [roleId] = Properties.RoleArn['Fn::GetAtt'];
    const statements = template
      .findResources('AWS::IAM::Role')
      [roleId]?.Properties.Policies.flatMap(({ PolicyDocument }: Json) => PolicyDocument.Statement);
    const nested = statements.filter(({ Action }: Json) => /states:|events:/.test(JSON.stringify(Action)));
    expect(
      nested.map(({ Action, Resource }: Json) => [
        Action,
        JSON.stringify(Resource).match(/:[^:"]+:?[^:"]*"\]\]/)?.[0],
      ]),
    ).toEqual([
      ['states:StartExecution', expect.stringContaining('atlas-restore-restore')],
      [
        ['states:DescribeExecution', 'states:StopExecution'],
        expect.stringContaining('atlas-restore-restore:*'),
      ],
      [
        ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'],
        expect.stringContaining('rule/StepFunctionsGetEventsForStepFunctionsExecutionRule'),
      ],
    ]);
  });
});

describe('rules', () => {
  const rules = resourcesOf(template, 'AWS::Events::Rule').map(([, { Properties }]) => Properties as Json);
  const ruleOf = (plan: string) => rules.find(({ Name }) => Name === `atlas-restore-drill-${plan}`);

  test('are one a plan, with its schedule; off when the plan says so', () => {
    expect(ruleOf('orders')).toMatchObject({ ScheduleExpression: PLAN.schedule, State: 'ENABLED' });
    expect(ruleOf('paused')).toMatchObject({ ScheduleExpression: 'rate(7 days)', State: 'DISABLED' });
    expect(rules.filter(({ Name }) => /-drill-/.test(Name ?? ''))).toHaveLength(2);
  });

  test('hand on the plan, the event’s time and who they are', () => {
    const [{ InputTransformer }] = ruleOf('orders').Targets;
    expect(InputTransformer.InputPathsMap).toEqual({ time: '$.time' });
    const text = JSON.stringify(InputTransformer.InputTemplate);
    expect(text).toContain('\\"plan\\":\\"orders\\"');
    expect(text).toContain('\\"time\\":<time>');
    expect(text).toMatch(/rule\/atlas-restore-drill-orders/);
  });

  test('have dead-letter queues, each of which may be sent to', () => {
    for (const { Targets } of rules)
      for (const { DeadLetterConfig, RetryPolicy } of Targets) {
        expect(DeadLetterConfig.Arn).toBeDefined();
        expect(RetryPolicy.MaximumRetryAttempts).toBeGreaterThan(0);
        const [queueId] = DeadLetterConfig.Arn['Fn::GetAtt'];
        const policies = resourcesOf(template, 'AWS::SQS::QueuePolicy').filter(
          ([, { Properties }]) => Properties.Queues[0].Ref === queueId,
        );
        expect(JSON.stringify(policies)).toContain('events.amazonaws.com');
      }
  });

  test('of plans may start drills, and no other rule may', () => {
    const permissions = resourcesOf(template, 'AWS::Lambda::Permission').filter(([, { Properties }]) =>
      JSON.stringify(Properties.FunctionName).includes('StartDrills'),
    );
    expect(permissions).toHaveLength(1);
    expect(permissions[0]?.[1].Properties.Principal).toBe('events.amazonaws.com');
    expect(JSON.stringify(permissions[0]?.[1].Properties.SourceArn)).toContain('rule/atlas-restore-drill-*');
  });

  test('a start that the function fails at waits for somebody too', () => {
    const { Properties } = only('AWS::Lambda::EventInvokeConfig');
    const [queueId] = Properties.DestinationConfig.OnFailure.Destination['Fn::GetAtt'];
    expect(ruleOf('orders').Targets[0].DeadLetterConfig.Arn['Fn::GetAtt'][0]).toBe(queueId);
  });

  test('the sweeper’s goes every five minutes, also without a plan', () => {
    const none = templatesOf({ drills: { projectId: DRILL_PROJECT } }).drills;
    none.hasResourceProperties('AWS::Events::Rule', {
      Description: 'Looks after drills that nobody looks after any more',
      ScheduleExpression: 'rate(5 minutes)',
    });
    expect(resourcesOf(none, 'AWS::Events::Rule')).toHaveLength(1);
  });
});

test('alarms watch drills that failed, that were not started and that are not swept up', () => {
  const names = resourcesOf(service, 'AWS::CloudWatch::Alarm').map(
    ([, { Properties }]) => Properties.AlarmName,
  );
  expect(names.filter((name) => /drill/.test(name)).sort()).toEqual([
    'atlas-restore-drill-failed',
    'atlas-restore-drill-start-unhandled',
    'atlas-restore-drill-sweep-errors',
    'atlas-restore-drill-sweep-unhandled',
    'atlas-restore-drill-timed-out',
  ]);
});

test('what an operator needs is in the outputs', () => {
  expect(Object.keys(service.toJSON().Outputs)).toEqual(
    expect.arrayContaining(['OwnerSecretArn', 'DrillStateMachineArn', 'EvidenceBucket', 'EvidenceKeyArn']),
  );
});

test.each([
  ['/v1/plans/{name}/drills', true],
  ['/v1/drills', true],
  ['/v1/drills/{id}', true],
  ['/v1/restores/{id}', false],
  ['/v1/drillsomething', false],
])('the route %s is there only with drills: %s', (path, expected) => {
  expect(isOfDrills({ path })).toBe(expected);
});
