/** What the stack must have, whatever else is in it. */

import { readFileSync } from 'node:fs';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { API_ROUTES } from '../../../infra/api-routes.ts';
import { atlasRoutes } from '../../../infra/atlas-routes.ts';
import { isOfDrills } from '../../../infra/aws/route-kinds.ts';
import { RESTORE_TASKS } from '../../../infra/workflows/tasks.ts';
import { DRILLS } from './drills-config.ts';
import { type Json, resourcesOf, templateOf } from './template.ts';

const template = templateOf();
const JWT = {
  type: 'jwt',
  issuer: 'https://login.example.com',
  audience: ['restores'],
  tokenEndpoint: 'https://login.example.com/oauth2/token',
} as const;

const routesOf = (of = template) =>
  resourcesOf(of, 'AWS::ApiGatewayV2::Route').map(([, { Properties }]) => Properties as Json);

test('fewer than 400 resources', () => {
  expect(Object.keys(template.toJSON().Resources).length).toBeLessThan(400);
});

describe('routes', () => {
  test('are those of the tables, each with a function of its own', () => {
    const own = API_ROUTES.filter((route) => !isOfDrills(route));
    const wanted = [...own, ...atlasRoutes()].map(({ method, path }) => `${method} ${path}`);
    expect(
      routesOf()
        .map(({ RouteKey }) => RouteKey)
        .sort(),
    ).toEqual(wanted.sort());
    expect(new Set(routesOf().map(({ Target }) => JSON.stringify(Target))).size).toBe(wanted.length);
  });

  test('are signed by IAM, but health and the document', () => {
    const open = routesOf().filter(({ AuthorizationType }) => AuthorizationType !== 'AWS_IAM');
    expect(open.map(({ RouteKey, AuthorizationType }) => [RouteKey, AuthorizationType]).sort()).toEqual([
      ['GET /v1/health', 'NONE'],
      ['GET /v1/openapi.json', 'NONE'],
    ]);
  });

  test('with tokens want a scope by their kind; the token route is open', () => {
    const routes = routesOf(templateOf({ authorization: JWT }));
    const open = routes.filter(({ AuthorizationType }) => AuthorizationType !== 'JWT');
    expect(open.map(({ RouteKey }) => RouteKey).sort()).toEqual([
      'GET /v1/health',
      'GET /v1/openapi.json',
      'POST /api/oauth/token',
    ]);
    const scopeOf = (key: string) => routes.find(({ RouteKey }) => RouteKey === key)?.AuthorizationScopes;
    expect(scopeOf('GET /v1/restores/{id}')).toEqual(['read']);
    expect(scopeOf('POST /v1/restores')).toEqual(['restore']);
    expect(scopeOf('DELETE /v1/restores/{id}')).toEqual(['restore']);
    expect(scopeOf('GET /v1/restores/{id}/download')).toEqual(['download']);
    const flex = '/api/atlas/v2/groups/{groupId}/flexClusters/{name}/backup';
    expect(scopeOf(`POST ${flex}/restoreJobs`)).toEqual(['restore']);
    expect(scopeOf(`POST ${flex}/download`)).toEqual(['download']);
    expect(scopeOf(`GET ${flex}/restoreJobs`)).toEqual(['read']);
    expect(
      routes.filter((route) => !open.includes(route) && route.AuthorizationScopes?.length !== 1),
    ).toEqual([]);
  });

  test('have no token route without an issuer’s', () => {
    const { tokenEndpoint: _, ...without } = JWT;
    const keys = routesOf(templateOf({ authorization: without })).map(({ RouteKey }) => RouteKey);
    expect(keys).not.toContain('POST /api/oauth/token');
  });
});

test('the stage is throttled and logged; nothing of a request but who, what and how it ended', () => {
  const [[, { Properties }] = ['', undefined]] = resourcesOf(template, 'AWS::ApiGatewayV2::Stage');
  expect(Properties.DefaultRouteSettings).toMatchObject({
    ThrottlingBurstLimit: 50,
    ThrottlingRateLimit: 20,
  });
  expect(Properties.AccessLogSettings.Format).not.toMatch(/header|querystring|body/i);
});

test('CORS is off unless it is configured', () => {
  const cors = (of: typeof template) =>
    resourcesOf(of, 'AWS::ApiGatewayV2::Api')[0]?.[1].Properties.CorsConfiguration;
  expect(cors(template)).toBeUndefined();
  expect(cors(templateOf({ corsOrigins: ['https://ops.example.com'] }))).toMatchObject({
    AllowOrigins: ['https://ops.example.com'],
  });
});

test('every function is ESM on Node 24 and arm64, traced, with limits', () => {
  for (const [, { Properties }] of resourcesOf(template, 'AWS::Lambda::Function')) {
    expect(Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      TracingConfig: { Mode: 'Active' },
      MemorySize: 512,
    });
    expect(Properties.Timeout).toBeGreaterThanOrEqual(29);
    expect(Properties.Timeout).toBeLessThan(120);
  }
});

test('every log group has a retention', () => {
  const groups = resourcesOf(template, 'AWS::Logs::LogGroup');
  expect(groups.length).toBeGreaterThan(50);
  for (const [, { Properties }] of groups) expect(Properties.RetentionInDays).toBe(90);
});

test('every queue is encrypted and takes TLS only', () => {
  const queues = resourcesOf(template, 'AWS::SQS::Queue');
  expect(queues.length).toBeGreaterThan(0);
  for (const [id, { Properties }] of queues) {
    expect(Properties.SqsManagedSseEnabled ?? Properties.KmsMasterKeyId).toBeTruthy();
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      Queues: [{ Ref: id }],
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ]),
      },
    });
  }
  expect(resourcesOf(template, 'AWS::SNS::Topic')).toEqual([]);
});

test('an end of an execution that the function fails at waits for somebody too', () => {
  const [[, { Properties }] = []] = resourcesOf(template, 'AWS::Lambda::EventInvokeConfig') as [
    string,
    Json,
  ][];
  const [queueId] = Properties.DestinationConfig.OnFailure.Destination['Fn::GetAtt'];
  expect(JSON.stringify(Properties.FunctionName)).toContain('RecordExecutionEnd');
  const rules = resourcesOf(template, 'AWS::Events::Rule').flatMap(([, rule]) => rule.Properties.Targets);
  expect(rules.map(({ DeadLetterConfig }) => DeadLetterConfig.Arn['Fn::GetAtt'][0])).toContain(queueId);
});

test('every target of a rule has a dead-letter queue', () => {
  const rules = resourcesOf(template, 'AWS::Events::Rule');
  expect(rules.length).toBeGreaterThan(0);
  for (const [, { Properties }] of rules)
    for (const { DeadLetterConfig, RetryPolicy } of Properties.Targets) {
      expect(DeadLetterConfig.Arn).toBeDefined();
      expect(RetryPolicy.MaximumRetryAttempts).toBeGreaterThan(0);
    }
});

test('the rule sees the ends of the restore machine that are no success', () => {
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      source: ['aws.states'],
      'detail-type': ['Step Functions Execution Status Change'],
      detail: { status: ['FAILED', 'TIMED_OUT', 'ABORTED'], stateMachineArn: Match.anyValue() },
    },
  });
});

test('the ledger is on demand, recoverable, encrypted, kept, and forgets claims', () => {
  template.hasResource('AWS::DynamoDB::Table', {
    DeletionPolicy: 'Retain',
    Properties: {
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'deleteAfter', Enabled: true },
      DeletionProtectionEnabled: true,
    },
  });
});

describe('the state machine', () => {
  const [[, { Properties }] = ['', { Properties: {} }]] = resourcesOf(
    template,
    'AWS::StepFunctions::StateMachine',
  );

  test('is the file, with substitutions only', () => {
    const file = readFileSync(new URL('../../../infra/workflows/restore.asl.json', import.meta.url), 'utf8');
    expect(JSON.parse(Properties.DefinitionString)).toEqual(JSON.parse(file));
    expect(Object.keys(Properties.DefinitionSubstitutions).sort()).toEqual(Object.keys(RESTORE_TASKS).sort());
  });

  test('has a time-out, and each task one, its retries and its catch', () => {
    const { TimeoutSeconds, States } = JSON.parse(Properties.DefinitionString);
    expect(TimeoutSeconds).toBeGreaterThan(10_080 * 60);
    const tasks = Object.values<Json>(States).filter(({ Type }) => Type === 'Task');
    expect(tasks).toHaveLength(5);
    for (const { TimeoutSeconds: seconds, Retry, Catch } of tasks) {
      expect(seconds).toBeGreaterThan(110);
      expect(Retry.length).toBeGreaterThan(0);
      expect(Catch).toEqual([expect.objectContaining({ ErrorEquals: ['States.ALL'] })]);
    }
  });

  test('is logged without data, and traced', () => {
    expect(Properties.LoggingConfiguration).toMatchObject({ Level: 'ALL', IncludeExecutionData: false });
    expect(Properties.TracingConfiguration).toEqual({ Enabled: true });
  });
});

test('access tokens lie under a key of their own, and end by themselves', () => {
  const [[tokensKey] = ['']] = resourcesOf(template, 'AWS::KMS::Key');
  template.hasResourceProperties('AWS::DynamoDB::Table', {
    TableName: 'atlas-restore-tokens',
    SSESpecification: {
      SSEEnabled: true,
      SSEType: 'KMS',
      KMSMasterKeyId: { 'Fn::GetAtt': [tokensKey, 'Arn'] },
    },
    TimeToLiveSpecification: { AttributeName: 'deleteAfter', Enabled: true },
  });
});

test('every alarm has its section in the runbook, and a link to it', () => {
  const runbook = readFileSync(new URL('../../../docs/runbook.md', import.meta.url), 'utf8');
  const alarms = resourcesOf(
    templateOf({ drills: { ...DRILLS, verifyRestores: {} } }),
    'AWS::CloudWatch::Alarm',
  );
  expect(alarms.length).toBeGreaterThan(10);
  for (const [, { Properties }] of alarms) {
    const section = Properties.AlarmName.replace(/^atlas-restore-/, '');
    expect(Properties.AlarmDescription).toContain(`docs/runbook.md#${section}`);
    expect(runbook).toContain(`\n## ${section}\n`);
  }
  const sections = [...runbook.matchAll(/^## ([a-z-]+)$/gm)].map(([, name]) => `atlas-restore-${name}`);
  expect(sections.sort()).toEqual(alarms.map(([, { Properties }]) => Properties.AlarmName).sort());
});

describe('options', () => {
  test('a key of the customer’s own encrypts ledger, logs, queues, secrets and variables', () => {
    const keyed = templateOf({ customerManagedKey: true });
    const [key = ''] = resourcesOf(keyed, 'AWS::KMS::Key').flatMap(([id]) => (/Tokens/.test(id) ? [] : [id]));
    expect(key).not.toBe('');
    const uses = (type: string, property: string) => {
      for (const [id, { Properties }] of resourcesOf(keyed, type))
        if (!/TokensTable/.test(id)) expect(JSON.stringify(Properties[property])).toContain(key);
    };
    uses('AWS::DynamoDB::Table', 'SSESpecification');
    uses('AWS::Logs::LogGroup', 'KmsKeyId');
    uses('AWS::SQS::Queue', 'KmsMasterKeyId');
    uses('AWS::SecretsManager::Secret', 'KmsKeyId');
    uses('AWS::Lambda::Function', 'KmsKeyArn');
    keyed.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
    // Else nothing would ever come into the dead-letter queues.
    const policy = JSON.stringify(keyed.findResources('AWS::KMS::Key')[key]?.Properties.KeyPolicy);
    expect(policy).toContain('events.amazonaws.com');
  });

  test('secrets that are there are taken as they are, and none is made', () => {
    const arn = (name: string) => `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${name}-AbCdEf`;
    const given = templateOf({
      atlas: { readerSecret: { arn: arn('reader') }, restorerSecret: { arn: arn('restorer') } },
    });
    expect(resourcesOf(given, 'AWS::SecretsManager::Secret')).toEqual([]);
    expect(JSON.stringify(given.toJSON())).toContain(arn('restorer'));
  });

  test('a secret that is rotated is one that Secrets Manager can rotate in Atlas', () => {
    const rotated = templateOf({ atlas: { restorerSecret: { create: true, rotateEveryDays: 30 } } });
    rotated.hasResourceProperties('AWS::SecretsManager::Secret', { Type: 'MongoDBAtlasServiceAccount' });
    rotated.hasResourceProperties('AWS::SecretsManager::RotationSchedule', {
      RotationRules: { AutomaticallyAfterDays: 30 },
      ExternalSecretRotationRoleArn: Match.anyValue(),
    });
  });

  test('a VPC takes every function in', () => {
    const inside = templateOf({
      vpc: {
        vpcId: 'vpc-0123456789abcdef0',
        availabilityZones: ['eu-west-1a'],
        privateSubnetIds: ['subnet-0123456789abcdef0'],
        securityGroupIds: ['sg-0123456789abcdef0'],
      },
    });
    for (const [, { Properties }] of resourcesOf(inside, 'AWS::Lambda::Function'))
      expect(Properties.VpcConfig).toEqual({
        SubnetIds: ['subnet-0123456789abcdef0'],
        SecurityGroupIds: ['sg-0123456789abcdef0'],
      });
  });

  test('alarms go to a topic, tags onto everything, and data may go with the stack', () => {
    const alarmTopicArn = 'arn:aws:sns:eu-west-1:111122223333:ops';
    const given = templateOf({ alarmTopicArn, tags: { team: 'platform' }, retainData: false });
    for (const [, { Properties }] of resourcesOf(given, 'AWS::CloudWatch::Alarm'))
      expect(Properties.AlarmActions).toEqual([alarmTopicArn]);
    given.hasResourceProperties('AWS::Lambda::Function', {
      Tags: Match.arrayWith([{ Key: 'team', Value: 'platform' }]),
    });
    given.hasResource('AWS::DynamoDB::Table', { DeletionPolicy: 'Delete' });
  });
});
