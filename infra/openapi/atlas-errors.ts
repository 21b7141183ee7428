/** What the operations at Atlas' own paths can answer beside their success. */

import { makesRestore } from '../../lib/atlas/operations/operation.ts';
import type { Operation } from '../../lib/atlas/operations.ts';
import { atlasErrorBody } from '../../lib/atlas/schemas/common.ts';
import { content, type JsonObject, ref } from './json.ts';
import { schemaRef } from './schemas.ts';

type Said = readonly [component: string, description: string];

const PARAMETERS =
  'INVALID_PATH_PARAMETER, INVALID_QUERY_PARAMETER, MISSING_QUERY_PARAMETER, MUTUALLY_EXCLUSIVE_QUERY_PARAMETERS';

/** The codes are those that this service says itself. */
const OF_ALL = {
  400: ['AtlasBadRequest', `A parameter is wrong: ${PARAMETERS} (Atlas was not asked), or a code of Atlas.`],
  401: ['AtlasUnauthorized', 'The caller is not known, or Atlas says that a role is missing.'],
  403: ['AtlasForbidden', 'Atlas does not let this service do it.'],
  404: ['AtlasNotFound', 'Atlas has no such thing; its code says which.'],
  429: ['AtlasThrottled', 'Atlas is still throttling after the wait that it asked for.'],
  500: ['AtlasUnexpected', 'UNEXPECTED_ERROR: a defect of this service, or an error of Atlas.'],
  502: ['AtlasBadGateway', 'Atlas failed, cannot be understood, or refuses the credentials of this service.'],
  503: ['AtlasUnreachable', 'Atlas is not reachable or out of service.'],
  504: ['AtlasTimeout', 'Atlas did not answer in time.'],
} as const satisfies Readonly<Record<number, Said>>;

const OF_VERSIONS: Said = [
  'AtlasNotAcceptable',
  'INVALID_VERSION_DATE: `Accept` names no date, or one before the first version.',
];
const OF_WHAT_ENDS: Said = [
  'AtlasGone',
  'VERSION_GONE: the version is past its sunset. Or Atlas has switched the endpoint off.',
];

/** Where something is sent. */
const OF_BODIES = {
  400: [
    'AtlasBadBody',
    `A parameter or the body is wrong: ${PARAMETERS}, MALFORMED_JSON, INVALID_JSON, MISSING_ATTRIBUTE, MISSING_ONE_OF_ATTRIBUTES, INVALID_ATTRIBUTE, INVALID_ENUM_VALUE, INVALID_JSON_ATTRIBUTE, FRACTIONAL_TIMESTAMP, VALIDATION_ERROR, INVALID_PIT_RESTORE_TIME, UNSUPPORTED_DELIVERY_METHOD (Atlas was not asked), or a code of Atlas.`,
  ],
  415: ['AtlasUnsupportedMediaType', "UNSUPPORTED_MEDIA_TYPE: neither JSON nor one of Atlas' own types."],
} as const satisfies Readonly<Record<number, Said>>;

/** Where something changes. */
const OF_CHANGES = {
  409: ['AtlasConflict', 'Something of it is going on already; the code of Atlas says what.'],
  503: [
    'AtlasNotDone',
    'Atlas is not reachable or out of service. Nobody may know whether it was done: then it is asked for again safely only where the operation says so.',
  ],
} as const satisfies Readonly<Record<number, Said>>;

const OF_RESTORES = {
  403: [
    'RestoreForbidden',
    'TARGET_NOT_ALLOWED, TARGET_PROTECTED, DOWNLOAD_NOT_ALLOWED (Atlas was not asked), or a code of Atlas.',
  ],
  409: [
    'RestoreConflict',
    'TARGET_BUSY: another restore onto the target is going on. IDEMPOTENCY_KEY_REUSED: the key came with another body before. Or a code of Atlas.',
  ],
  503: [
    'RestoreNotKnown',
    'CREATE_OUTCOME_UNKNOWN: nobody knows yet whether Atlas made the job; it is being found out, `Link` says where to look, and the same call again joins it. TRY_AGAIN. Or Atlas is not reachable or out of service.',
  ],
} as const satisfies Readonly<Record<number, Said>>;

const EVERY: readonly Said[] = [
  ...Object.values(OF_ALL),
  OF_VERSIONS,
  OF_WHAT_ENDS,
  ...Object.values(OF_BODIES),
  ...Object.values(OF_CHANGES),
  ...Object.values(OF_RESTORES),
];

/** An old version, or a successor's answer, is announced on errors too. */
export const ANNOUNCED = {
  Deprecation: ref('headers', 'Deprecation'),
  Sunset: ref('headers', 'Sunset'),
  Link: ref('headers', 'ElsewhereLink'),
};
export const LIMITS = Object.fromEntries(
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
    EVERY.map(([name, description]) => [
      name,
      { description, headers: ERROR_HEADERS, content: content(schema) },
    ]),
  );
}

export function errorsOf(row: Operation): JsonObject {
  const { body, method, switchedOff, versions } = row;
  const canBeGone = switchedOff !== undefined || versions.some(({ sunset }) => sunset !== undefined);
  const said: Readonly<Record<number, Said>> = {
    ...OF_ALL,
    ...(versions.length > 0 && { 406: OF_VERSIONS }),
    ...(canBeGone && { 410: OF_WHAT_ENDS }),
    ...(method !== 'GET' && OF_CHANGES),
    ...(body && OF_BODIES),
    ...(makesRestore(row) && OF_RESTORES),
  };
  return Object.fromEntries(Object.entries(said).map(([status, [name]]) => [status, ref('responses', name)]));
}
