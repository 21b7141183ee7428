/** What is served at Atlas' own paths: each row of the operations table as an operation of the document. */
import { type Operation, type OperationName, operations } from '../../lib/atlas/operations.ts';
import { atlasErrorBody } from '../../lib/atlas/schemas/common.ts';
import type { AtlasRoute } from '../atlas-routes.ts';
import { content, type JsonObject, ref } from './json.ts';
import { pathParametersOf, queryParametersOf } from './parameters.ts';
import { schemaRef } from './schemas.ts';

const WHAT: Readonly<Record<Operation['family'], string>> = {
  cluster: 'a dedicated cluster',
  flex: 'a Flex cluster',
  serverless: 'a serverless instance',
  tenant: 'an M2/M5 cluster',
};

/** By status; the codes are those that this service says itself. */
const ERRORS: Readonly<Record<string, readonly [component: string, description: string]>> = {
  400: [
    'AtlasBadRequest',
    'A parameter is wrong: INVALID_PATH_PARAMETER, INVALID_QUERY_PARAMETER, MISSING_QUERY_PARAMETER, MUTUALLY_EXCLUSIVE_QUERY_PARAMETERS (Atlas was not asked), or a code of Atlas.',
  ],
  401: ['AtlasUnauthorized', 'The caller is not known, or Atlas says that a role is missing.'],
  403: ['AtlasForbidden', 'Atlas does not let this service read it.'],
  404: ['AtlasNotFound', 'Atlas has no such thing; its code says which.'],
  406: [
    'AtlasNotAcceptable',
    'INVALID_VERSION_DATE: `Accept` names no date, or one before the first version.',
  ],
  410: ['AtlasGone', 'VERSION_GONE: the version is past its sunset. Or Atlas has switched the endpoint off.'],
  429: ['AtlasThrottled', 'Atlas is still throttling after the wait that it asked for.'],
  500: ['AtlasUnexpected', 'UNEXPECTED_ERROR: a defect of this service, or an error of Atlas.'],
  502: ['AtlasBadGateway', 'Atlas failed, cannot be understood, or refuses the credentials of this service.'],
  503: ['AtlasUnreachable', 'Atlas is not reachable or out of service.'],
  504: ['AtlasTimeout', 'Atlas did not answer in time.'],
};

/** An old version, or a successor's answer, is announced on errors too. */
const ANNOUNCED = {
  Deprecation: ref('headers', 'Deprecation'),
  Sunset: ref('headers', 'Sunset'),
  Link: ref('headers', 'SuccessorLink'),
};
const LIMITS = Object.fromEntries(
  ['RateLimit-Limit', 'RateLimit-Remaining'].map((name) => [name, ref('headers', name.replace('-', ''))]),
);
const ERROR_HEADERS = {
  'X-Error-Code': ref('headers', 'XErrorCode'),
  'Retry-After': ref('headers', 'RetryAfter'),
  ...LIMITS,
  ...ANNOUNCED,
};

export function atlasResponses(): JsonObject {
  const schema = schemaRef(atlasErrorBody);
  return Object.fromEntries(
    Object.values(ERRORS).map(([name, description]) => [
      name,
      { description, headers: ERROR_HEADERS, content: content(schema) },
    ]),
  );
}

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
    parameters: [...pathParametersOf(row), ...queryParametersOf(row.query)],
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

function descriptionOf({ family, roles, switchedOff, versions }: Operation): string {
  return [
    `Reads from Atlas, of ${WHAT[family]}. Atlas asks of this service for one of the project roles: ${roles.join(', ')}.`,
    versions.length === 0
      ? 'Has no versions: any `Accept` will do.'
      : '`Accept` must name a version: the newest that is not younger is answered.',
    ...(switchedOff === undefined
      ? []
      : [
          `Atlas switched it off on ${switchedOff}. Where Atlas says so, the Flex cluster of the same name is read instead, and answered in this shape.`,
        ]),
  ].join(' ');
}

function success(row: Operation): JsonObject {
  const { response, versions, switchedOff } = row;
  const isDeprecated = switchedOff !== undefined || versions.some(({ sunset }) => sunset !== undefined);
  const { Link, ...versioned } = ANNOUNCED;
  const headers = {
    ...LIMITS,
    ...(isDeprecated && versioned),
    ...(switchedOff !== undefined && { Link }),
  };
  return {
    description:
      'What Atlas answers; its links lead to this service. Fields that are not named here are passed on too.',
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

function errorsOf({ versions, switchedOff }: Operation): JsonObject {
  const canBeGone = switchedOff !== undefined || versions.some(({ sunset }) => sunset !== undefined);
  const shown = Object.entries(ERRORS).filter(
    ([status]) => (status !== '406' || versions.length > 0) && (status !== '410' || canBeGone),
  );
  return Object.fromEntries(shown.map(([status, [name]]) => [status, ref('responses', name)]));
}
