/** What each function may do: a table of function → actions → resources, and nothing beside it. */
import { describe, expect, test } from 'vitest';
import { cancelsRestore, makesRestore } from '../../../lib/atlas/operations/operation.ts';
import { type Operation, operations } from '../../../lib/atlas/operations.ts';
import { actionsOf, functionRoles, type Json, templateOf } from './template.ts';

const template = templateOf();
const roles = functionRoles(template);

/** What every function does: its own log, its traces. */
const OWN = [
  'logs:CreateLogStream',
  'logs:PutLogEvents',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
];

const LEDGER = [
  'dynamodb:DeleteItem',
  'dynamodb:GetItem',
  'dynamodb:PutItem',
  'dynamodb:Query',
  'dynamodb:UpdateItem',
];
const WRITES = [...LEDGER, 'events:PutEvents'];
const SECRET = 'secretsmanager:GetSecretValue';
/** A secret, and the tokens that it is changed into. */
const SIGNS_IN = [
  SECRET,
  'dynamodb:GetItem',
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKey',
];
const START = 'states:StartExecution';

/** Of the functions that are not an Atlas operation. */
const TABLE: Readonly<Record<string, readonly string[]>> = {
  health: [],
  'get-openapi': [],
  'get-restore': ['dynamodb:GetItem'],
  'undo-restore': [...WRITES, ...SIGNS_IN, START],
  'list-restores': ['dynamodb:Query'],
  'get-restore-download': ['dynamodb:GetItem', ...SIGNS_IN],
  'create-restore': [...WRITES, ...SIGNS_IN, START],
  'cancel-restore': [...WRITES, ...SIGNS_IN],
  'plan-restore': [...WRITES, ...SIGNS_IN],
  'take-safety-snapshot': [...WRITES, ...SIGNS_IN],
  'create-restore-job': [...WRITES, ...SIGNS_IN],
  'check-restore-job': [...WRITES, ...SIGNS_IN],
  'record-outcome': [...WRITES, ...SIGNS_IN],
  'record-execution-end': [...WRITES, ...SIGNS_IN, START, 'sqs:SendMessage'],
  'sweep-restores': [...WRITES, ...SIGNS_IN, START, 'states:DescribeExecution'],
};

function wantedOf(name: string): readonly string[] {
  const operation = /^atlas-(\w+)$/.exec(name)?.[1];
  if (operation === undefined) return TABLE[name] ?? ['a function that the table does not know'];
  const row: Operation = (operations as Readonly<Record<string, Operation>>)[operation]!;
  return makesRestore(row) || cancelsRestore(row) ? [...WRITES, ...SIGNS_IN, START] : [...SIGNS_IN];
}

test('each function is in the table, and each operation has one', () => {
  expect(roles.map(({ name }) => name).sort()).toEqual(
    [...Object.keys(TABLE), ...Object.keys(operations).map((name) => `atlas-${name}`)].sort(),
  );
});

test.each(roles.map((role) => [role.name, role] as const))(
  '%s may do what it does, and nothing else',
  (name, role) => {
    const actions = [...new Set(role.statements.flatMap(actionsOf))].sort();
    expect(actions).toEqual([...new Set([...OWN, ...wantedOf(name)])].sort());
  },
);

/** What a resource is, by the construct that made it. */
function nameOf(resource: Json): string {
  if (resource === '*') return '*';
  const text = JSON.stringify(resource);
  for (const [pattern, found] of [
    [/SecretsReader/, 'reader'],
    [/SecretsRestorer/, 'restorer'],
    [/LedgerTable/, 'ledger'],
    [/TokensTable/, 'tokens'],
    [/TokensKey/, 'key of the tokens'],
    [/:stateMachine:atlas-restore-restore/, 'restore machine'],
    [/:execution:atlas-restore-restore:\*/, 'restore executions'],
    [/event-bus\/default/, 'event bus'],
    [/ExecutionEndDead/, 'unhandled ends'],
    [/Log[0-9A-F]{8}/, 'own log'],
  ] as const)
    if (pattern.test(text)) return found;
  return text;
}

test('each action reaches only its resource', () => {
  const reached = new Set(
    roles.flatMap(({ statements }) =>
      statements.flatMap((statement) =>
        actionsOf(statement).flatMap((action) =>
          [statement.Resource].flat().map((resource: Json) => `${action} ${nameOf(resource)}`),
        ),
      ),
    ),
  );
  expect([...reached].sort()).toEqual([
    'dynamodb:DeleteItem ledger',
    'dynamodb:GetItem ledger',
    'dynamodb:GetItem tokens',
    'dynamodb:PutItem ledger',
    'dynamodb:PutItem tokens',
    'dynamodb:Query ledger',
    'dynamodb:UpdateItem ledger',
    'dynamodb:UpdateItem tokens',
    'events:PutEvents event bus',
    'kms:Decrypt key of the tokens',
    'kms:DescribeKey key of the tokens',
    'kms:Encrypt key of the tokens',
    'kms:GenerateDataKey key of the tokens',
    'logs:CreateLogStream own log',
    'logs:PutLogEvents own log',
    'secretsmanager:GetSecretValue reader',
    'secretsmanager:GetSecretValue restorer',
    'sqs:SendMessage unhandled ends',
    'states:DescribeExecution restore executions',
    'states:StartExecution restore machine',
    'xray:PutTelemetryRecords *',
    'xray:PutTraceSegments *',
  ]);
});

test('tokens are those of the secret that a function reads, and of no other', () => {
  let shared = 0;
  for (const { environment, statements } of roles) {
    const items = statements.filter((one) => nameOf(one.Resource) === 'tokens');
    if (environment.ATLAS_SECRET_ID === undefined) {
      expect(items).toEqual([]);
      continue;
    }
    shared += 1;
    const role = nameOf(environment.ATLAS_SECRET_ID);
    expect(environment.TOKEN_ROLE).toBe(role);
    expect(items.map(({ Condition }) => Condition)).toEqual([
      { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${role}#*`] } },
    ]);
  }
  expect(shared).toBeGreaterThan(30);
});

test('events are put of our own source only', () => {
  const putting = roles
    .flatMap(({ statements }) => statements)
    .filter((one) => actionsOf(one).includes('events:PutEvents'));
  expect(putting.length).toBeGreaterThan(10);
  for (const { Condition } of putting)
    expect(Condition).toEqual({ StringEquals: { 'events:source': 'atlas-restore' } });
});

describe('the restorer’s secret', () => {
  const readers = (of: string) =>
    roles
      .filter(({ statements }) =>
        statements.some((one) => actionsOf(one).includes(SECRET) && nameOf(one.Resource) === of),
      )
      .map(({ name }) => name)
      .sort();

  test('is read by what changes something in Atlas, and by nothing else', () => {
    const changing = Object.entries(operations)
      .filter(([, { method }]) => method !== 'GET')
      .map(([name]) => `atlas-${name}`);
    expect(readers('restorer')).toEqual(
      [
        ...changing,
        'create-restore-job',
        'take-safety-snapshot',
        // They stop downloads, which is a change too.
        'cancel-restore',
        'check-restore-job',
        'record-execution-end',
        'record-outcome',
        'sweep-restores',
      ].sort(),
    );
  });

  test('is not the reader’s, and nobody reads both', () => {
    const both = readers('reader').filter((name) => readers('restorer').includes(name));
    expect(both).toEqual([]);
    for (const { name, environment } of roles)
      if (environment.ATLAS_SECRET_ID) expect(readers(nameOf(environment.ATLAS_SECRET_ID))).toContain(name);
  });
});

test('no policy has a wildcard in an action, or in a resource that could be named', () => {
  const documents = Object.values(template.toJSON().Resources as Record<string, Json>).flatMap(
    ({ Properties }) => [
      ...(Properties.Policies ?? []).map((policy: Json) => policy.PolicyDocument),
      ...(Properties.PolicyDocument ? [Properties.PolicyDocument] : []),
    ],
  );
  const statements = documents
    .flatMap(({ Statement }) => Statement)
    .filter(({ Effect }) => Effect === 'Allow');
  expect(statements.length).toBeGreaterThan(100);
  for (const statement of statements)
    for (const action of actionsOf(statement)) expect(action).not.toContain('*');
  const wild = statements.filter(({ Resource }) => [Resource].flat().includes('*')).flatMap(actionsOf);
  // X-Ray and log deliveries have no resources.
  expect([...new Set(wild)].filter((action) => !/^(xray|logs):/.test(action))).toEqual([]);
});
