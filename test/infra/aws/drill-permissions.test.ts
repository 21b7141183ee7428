/** What each function of drills may do: a table of function → actions → resources, and nothing beside it. */
import { expect, test } from 'vitest';
import { service, template } from './drills-templates.ts';
import { actionsOf, functionRoles, type Json } from './template.ts';

const roles = functionRoles(template);

/** What every function does: its own log, its traces. */
const OWN = [
  'logs:CreateLogStream own',
  'logs:PutLogEvents own',
  'xray:PutTelemetryRecords *',
  'xray:PutTraceSegments *',
];
const LEDGER = ['dynamodb:GetItem ledger', 'dynamodb:PutItem ledger', 'events:PutEvents bus'];
const READING = ['dynamodb:GetItem ledger'];
const LISTS = ['dynamodb:Query byTime', 'dynamodb:Query byStatus'];
const DRILL_LISTS = [...LISTS, 'dynamodb:Query bySource'];
const TOKENS = [
  'dynamodb:GetItem tokens',
  'dynamodb:PutItem tokens',
  'dynamodb:UpdateItem tokens',
  'kms:Decrypt tokens',
  'kms:DescribeKey tokens',
  'kms:Encrypt tokens',
  'kms:GenerateDataKey tokens',
];
const READER = ['secretsmanager:GetSecretValue reader', ...TOKENS];
const RESTORER = ['secretsmanager:GetSecretValue restorer', ...TOKENS];
const PASSWORD = ['secretsmanager:GetSecretValue owner'];
const OWNER = [...PASSWORD, ...TOKENS];
const EVIDENCE = [
  's3:PutObject evidence/*',
  's3:PutObjectRetention evidence/*',
  's3:GetObject evidence/*',
  's3:ListBucket bucket',
  'kms:Sign signing key',
  'kms:GetPublicKey signing key',
];
const START = 'states:StartExecution drill machine';
const NETWORK = [
  'ec2:AssignPrivateIpAddresses *',
  'ec2:CreateNetworkInterface *',
  'ec2:DeleteNetworkInterface *',
  'ec2:DescribeNetworkInterfaces *',
  'ec2:DescribeSubnets *',
  'ec2:UnassignPrivateIpAddresses *',
];

const VERIFYING = [...LEDGER, ...LISTS, 'dynamodb:Query unfinished'];

const TABLE: Readonly<Record<string, readonly string[]>> = {
  'drill-preflight': [...LEDGER, ...READER, ...OWNER],
  'drill-choose-snapshot': [...LEDGER, ...READER],
  'drill-prepare-target': [...LEDGER, ...READER, ...OWNER],
  'drill-start-restore': [...LEDGER, ...OWNER],
  'drill-follow-restore': LEDGER,
  'drill-open-access': [...LEDGER, ...OWNER],
  // It signs in to the target, and asks Atlas for nothing.
  'drill-verify': [...LEDGER, ...PASSWORD, ...NETWORK],
  'drill-record-evidence': [...LEDGER, ...EVIDENCE],
  'drill-clean-up': [...LEDGER, ...OWNER, ...EVIDENCE],
  'drill-step-failed': LEDGER,
  'drill-report': READING,
  'list-plans': READING,
  'resume-plan': LEDGER,
  'run-plan': [...LEDGER, ...READER, START],
  'list-drills': [...READING, ...DRILL_LISTS],
  'get-drill': READING,
  'get-trends': [...READING, ...DRILL_LISTS],
  // Neither a put nor a signature.
  'get-drill-evidence': [...READING, 's3:GetObject evidence/*', 's3:ListBucket bucket'],
  'get-report': [...READING, ...DRILL_LISTS, 's3:GetObject evidence/*', 's3:ListBucket bucket'],
  'get-restore-evidence': [...READING, 's3:GetObject evidence/*', 's3:ListBucket bucket'],
  'assure-restores': [
    ...LEDGER,
    'dynamodb:Query unfinished',
    ...EVIDENCE,
    'states:StartExecution verification machine',
    'states:DescribeExecution verification executions',
  ],
  // As the restorer, in the projects of targets.
  'verification-open': [...VERIFYING, ...RESTORER, ...PASSWORD],
  // It signs in to the target, and asks Atlas for nothing.
  'verification-read': [...VERIFYING, ...PASSWORD, ...NETWORK],
  'verification-close': [...VERIFYING, ...RESTORER],
  'review-drill': [...LEDGER, ...EVIDENCE],
  'cancel-drill': LEDGER,
  'start-drills': [...LEDGER, ...READER, START, 'sqs:SendMessage dead letters of starts'],
  // Of drills it reads the list, and of Atlas what there is: it starts nothing. Drills that end together are a set.
  'compute-coverage': [...LEDGER, 'dynamodb:UpdateItem ledger', ...LISTS, ...READER],
  // It writes the day's coverage into the chain; where there is a bucket of another account it puts there, and that alone.
  'close-day': [...LEDGER, ...LISTS, ...EVIDENCE, 'sqs:SendMessage dead letters of days'],
  'get-coverage': [...READING, ...DRILL_LISTS],
  'sweep-drills': [
    ...LEDGER,
    'dynamodb:Query unfinished',
    ...OWNER,
    ...EVIDENCE,
    START,
    'states:DescribeExecution drill executions',
  ],
};

/** What a resource is, by the construct that made it. */
function nameOf(resource: Json): string {
  if (resource === '*') return '*';
  const text = JSON.stringify(resource);
  for (const [pattern, found] of [
    [/SecretsReader/, 'reader'],
    [/SecretsRestorer/, 'restorer'],
    [/SecretsOwner/, 'owner'],
    [/LedgerTable.*byUnfinished/, 'unfinished'],
    [/LedgerTable.*byTime/, 'byTime'],
    [/LedgerTable.*byStatus/, 'byStatus'],
    [/LedgerTable.*bySource/, 'bySource'],
    [/LedgerTable[^/]*$/, 'ledger'],
    [/TokensTable|TokensKey/, 'tokens'],
    [/EvidenceSigningKey/, 'signing key'],
    [/EvidenceBucket.*evidence\/\*/, 'evidence/*'],
    [/EvidenceBucket[^/]*$/, 'bucket'],
    [/:stateMachine:atlas-restore-verification/, 'verification machine'],
    [/:execution:atlas-restore-verification:\*/, 'verification executions'],
    [/:stateMachine:atlas-restore-drill/, 'drill machine'],
    [/:execution:atlas-restore-drill:\*/, 'drill executions'],
    [/event-bus\/default/, 'bus'],
    [/StartDead/, 'dead letters of starts'],
    [/CloseDayDead/, 'dead letters of days'],
    [/Log[0-9A-F]{8}/, 'own'],
  ] as const)
    if (pattern.test(text)) return found;
  return text;
}

test('each function of drills is in the table', () => {
  expect(roles.map(({ name }) => name).sort()).toEqual(Object.keys(TABLE).sort());
});

test.each(roles.map((role) => [role.name, role] as const))(
  '%s may do what it does, and nothing else',
  (name, { statements }) => {
    const may = statements.flatMap((one) =>
      actionsOf(one).flatMap((action) =>
        [one.Resource].flat().map((resource: Json) => `${action} ${nameOf(resource)}`),
      ),
    );
    expect([...new Set(may)].sort()).toEqual([...new Set([...OWN, ...(TABLE[name] ?? [])])].sort());
  },
);

test('tokens are those of the secrets that a function reads, and of no other', () => {
  for (const { name, environment, statements } of roles) {
    const keys = statements
      .filter((one) => nameOf(one.Resource) === 'tokens' && one.Condition)
      .flatMap(({ Condition }) => Condition['ForAllValues:StringLike']['dynamodb:LeadingKeys']);
    const isRestorer = /^verification-(open|close)$/.test(name);
    const mine = [
      ...(environment.TOKEN_ROLE ? [isRestorer ? 'restorer' : 'reader'] : []),
      ...(environment.OWNER_TOKEN_ROLE ? ['owner'] : []),
    ];
    expect(keys, name).toEqual(mine.map((role) => `${role}#*`));
    expect(environment.TOKEN_TABLE !== undefined, name).toBe(mine.length > 0);
    if (environment.TOKEN_ROLE) expect(environment.TOKEN_ROLE).toBe(isRestorer ? 'restorer' : 'reader');
    if (environment.OWNER_TOKEN_ROLE) expect(environment.OWNER_TOKEN_ROLE).toBe('owner');
  }
});

test('the drill owner’s secret is read by functions of drills only, and the restorer’s by who lets verification in and out', () => {
  const reading = (pattern: RegExp, of: typeof roles) =>
    of.flatMap(({ name, statements }) =>
      statements.some(
        (one) =>
          actionsOf(one).includes('secretsmanager:GetSecretValue') &&
          pattern.test(JSON.stringify(one.Resource)),
      )
        ? [name]
        : [],
    );
  expect(reading(/SecretsOwner/, functionRoles(service))).toEqual([]);
  expect(reading(/SecretsRestorer/, roles)).toEqual(['verification-open', 'verification-close']);
  expect(reading(/SecretsOwner/, roles).sort()).toEqual([
    'drill-clean-up',
    'drill-open-access',
    'drill-preflight',
    'drill-prepare-target',
    'drill-start-restore',
    'drill-verify',
    'sweep-drills',
    'verification-open',
    'verification-read',
  ]);
});

test('nobody deletes evidence, or takes its lock away', () => {
  const actions = [...roles, ...functionRoles(service)].flatMap(({ statements }) =>
    statements.flatMap(actionsOf),
  );
  expect(actions.filter((action) => /^s3:(Delete|Bypass|PutBucket)/.test(action))).toEqual([]);
});

test('events are put of our own source only', () => {
  const putting = roles
    .flatMap(({ statements }) => statements)
    .filter((one) => actionsOf(one).includes('events:PutEvents'));
  // These only read, or leave events to others.
  const readers = [
    ...['drill-report', 'list-plans', 'list-drills', 'get-drill'],
    ...['get-drill-evidence', 'get-coverage'],
    ...['get-trends', 'get-report', 'get-restore-evidence'],
  ];
  expect(putting).toHaveLength(roles.length - readers.length);
  for (const { Condition } of putting)
    expect(Condition).toEqual({ StringEquals: { 'events:source': 'atlas-restore' } });
});
