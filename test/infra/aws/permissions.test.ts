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
const START = 'states:StartExecution';

/** Of the functions that are not an Atlas operation. */
const TABLE: Readonly<Record<string, readonly string[]>> = {
  health: [],
  'get-openapi': [],
  'get-restore': ['dynamodb:GetItem'],
  'undo-restore': [...WRITES, SECRET, START],
  'list-restores': ['dynamodb:Query'],
  'get-restore-download': ['dynamodb:GetItem', SECRET],
  'create-restore': [...WRITES, SECRET, START],
  'cancel-restore': [...WRITES, SECRET],
  'plan-restore': [...WRITES, SECRET],
  'take-safety-snapshot': [...WRITES, SECRET],
  'create-restore-job': [...WRITES, SECRET],
  'check-restore-job': [...WRITES, SECRET],
  'record-outcome': [...WRITES, SECRET],
  'record-execution-end': [...WRITES, SECRET, START],
  'sweep-restores': [...WRITES, SECRET, START, 'states:DescribeExecution'],
};

function wantedOf(name: string): readonly string[] {
  const operation = /^atlas-(\w+)$/.exec(name)?.[1];
  if (operation === undefined) return TABLE[name] ?? ['a function that the table does not know'];
  const row: Operation = (operations as Readonly<Record<string, Operation>>)[operation]!;
  return makesRestore(row) || cancelsRestore(row) ? [...WRITES, SECRET, START] : [SECRET];
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
    expect(actions).toEqual([...OWN, ...wantedOf(name)].sort());
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
    [/:stateMachine:atlas-restore-restore/, 'restore machine'],
    [/:execution:atlas-restore-restore:\*/, 'restore executions'],
    [/event-bus\/default/, 'event bus'],
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
    'dynamodb:PutItem ledger',
    'dynamodb:Query ledger',
    'dynamodb:UpdateItem ledger',
    'events:PutEvents event bus',
    'logs:CreateLogStream own log',
    'logs:PutLogEvents own log',
    'secretsmanager:GetSecretValue reader',
    'secretsmanager:GetSecretValue restorer',
    'states:DescribeExecution restore executions',
    'states:StartExecution restore machine',
    'xray:PutTelemetryRecords *',
    'xray:PutTraceSegments *',
  ]);
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
