/** What is served at Atlas' own paths: each row of the operations table as an operation of the document. */
import type * as z from 'zod/mini';
import { cancelsRestore, makesRestore } from '../../lib/atlas/operations/operation.ts';
import { type Operation, type OperationName, operations } from '../../lib/atlas/operations.ts';
import type { AtlasRoute } from '../atlas-routes.ts';
import { ANNOUNCED, errorsOf, LIMITS } from './atlas-errors.ts';
import { content, type JsonObject } from './json.ts';
import { idempotencyKeyParameter, pathParametersOf, queryParametersOf } from './parameters.ts';
import { schemaRef } from './schemas.ts';

const WHAT: Readonly<Record<Operation['family'], string>> = {
  cluster: 'a dedicated cluster',
  flex: 'a Flex cluster',
  serverless: 'a serverless instance',
  tenant: 'an M2/M5 cluster',
};

export function atlasOperation({ environment: { OPERATION } }: AtlasRoute): JsonObject {
  const name = OPERATION as OperationName;
  const row: Operation = operations[name];
  const isOff = row.switchedOff !== undefined;
  return {
    operationId: name,
    tags: [`atlas-${row.family}`],
    summary: summaryOf(name),
    description: descriptionOf(row),
    ...(isOff && { deprecated: true }),
    parameters: [
      ...pathParametersOf(row),
      ...queryParametersOf(row.query),
      ...(makesRestore(row) ? [idempotencyKeyParameter] : []),
    ],
    ...(row.body && { requestBody: { required: true, content: sent(row, row.body) } }),
    responses: { [row.success]: success(row), ...errorsOf(row) },
  };
}

/** `listFlexSnapshots`: List Flex snapshots. Rows of both interfaces are told apart by their paths. */
function summaryOf(name: string): string {
  const words = name.replace(/V2$/, ' (v2)').split(/(?=[A-Z])/);
  return words
    .map((word, at) => (at === 0 ? word.charAt(0).toUpperCase() + word.slice(1) : keep(word)))
    .join(' ');
}

const keep = (word: string): string =>
  word === 'Flex' ? word : word.charAt(0).toLowerCase() + word.slice(1);

function descriptionOf(row: Operation): string {
  const { family, method, roles, switchedOff, versions } = row;
  return [
    `${doingOf(row)} ${WHAT[family]}. Atlas asks of this service for one of the project roles: ${roles.join(', ')}.`,
    versions.length === 0
      ? 'Has no versions: any `Accept` will do.'
      : '`Accept` must name a version: the newest that is not younger is answered.',
    ...(switchedOff === undefined
      ? []
      : [
          `Atlas switched it off on ${switchedOff}. Where Atlas says so, the Flex cluster of the same name is ${method === 'GET' ? 'read' : 'used'} instead, and answered in this shape.`,
        ]),
    ...(makesRestore(row) ? [FOLLOWED] : []),
    ...(cancelsRestore(row) ? ['The restore that follows the job is told.'] : []),
  ].join(' ');
}

const FOLLOWED =
  'What overwrites a target reaches disposable ones only: else nothing is sent. The job is made once, and followed as a restore to its end: `Link` with `rel="monitor"` says where. The same call again is the same job: by `Idempotency-Key`, or as an identical call of the same caller while the first is active and for ten minutes after.';

function doingOf(row: Operation): string {
  if (row.method === 'GET') return 'Reads from Atlas, of';
  if (makesRestore(row)) return 'Starts a restore of';
  return cancelsRestore(row) ? 'Cancels a restore of' : 'Takes a snapshot of';
}

function sent({ versions }: Operation, body: z.ZodMiniType): JsonObject {
  const types = versions.map(({ date }) => `application/vnd.atlas.${date}+json`);
  const schema = schemaRef(body);
  return Object.assign({}, ...['application/json', ...types].map((type) => content(schema, type)));
}

function success(row: Operation): JsonObject {
  const { response, versions, switchedOff } = row;
  const isDeprecated = switchedOff !== undefined || versions.some(({ sunset }) => sunset !== undefined);
  const { Link, ...versioned } = ANNOUNCED;
  const headers = {
    ...LIMITS,
    ...(isDeprecated && versioned),
    ...((switchedOff !== undefined || makesRestore(row)) && { Link }),
  };
  return {
    description: response
      ? 'What Atlas answers; its links lead to this service. Fields that are not named here are passed on too.'
      : 'Done.',
    headers,
    ...(response && { content: versionsOf(row, schemaRef(response)) }),
  };
}

function versionsOf({ versions }: Operation, schema: JsonObject): JsonObject {
  if (versions.length === 0) return content(schema);
  const entries = versions.map((version): [string, JsonObject] => {
    const { date, deprecation, sunset } = version;
    return [
      `application/vnd.atlas.${date}+json`,
      {
        schema,
        ...(deprecation !== undefined && { 'x-deprecation': deprecation }),
        ...(sunset !== undefined && { 'x-sunset': sunset }),
      },
    ];
  });
  return Object.fromEntries(entries);
}
