/** Our own routes as operations of the document: what the route table does not say. */
import * as z from 'zod/mini';
import { evidenceList } from '../../lib/drills/view-schemas.ts';
import { listQuery, restoreId } from '../../lib/http/parameters.ts';
import { restoreRequest } from '../../lib/restores/request.ts';
import { undoRequestBody } from '../../lib/restores/undo-request.ts';
import * as views from '../../lib/restores/view-schemas.ts';
import type { ApiRoute } from '../api-routes.ts';
import { DRILL_ROUTES } from './drill-paths.ts';
import { RESTORE_ID } from './examples.ts';
import { camel, content, type JsonObject, ref } from './json.ts';
import { ATLAS_FAILS, type Codes, json, LOCATION, type OwnRoute } from './own-route.ts';
import { idempotencyKeyParameter, queryParametersOf } from './parameters.ts';
import { schemaRef, toSchema } from './schemas.ts';

const id: JsonObject = {
  name: 'id',
  in: 'path',
  required: true,
  description: 'The restore.',
  example: RESTORE_ID,
  schema: toSchema(restoreId),
};
const NOT_FOUND: Codes = { 404: ['RESTORE_NOT_FOUND'] };
const ROUTES: Readonly<Record<string, OwnRoute>> = {
  'POST /v1/restores': {
    summary: 'Start a restore, or plan one',
    description:
      'With `dryRun` nothing is started and the plan is answered. The same request again joins the first: by `Idempotency-Key`, or as an identical request of the same caller while the first is active and for ten minutes after.',
    parameters: [idempotencyKeyParameter],
    requestBody: {
      required: true,
      content: content(schemaRef(restoreRequest)),
    },
    answers: {
      200: json(views.restorePlan, 'The plan, of a dry run.'),
      202: json(views.acceptedRestore, 'Accepted.', LOCATION),
    },
    codes: {
      400: [
        'MALFORMED_JSON',
        'MISSING_ATTRIBUTE',
        'INVALID_ATTRIBUTE',
        'INVALID_ENUM_VALUE',
        'every refusal that is listed in docs/api.md with this status',
      ],
      403: ['TARGET_NOT_ALLOWED', 'DOWNLOAD_NOT_ALLOWED'],
      404: ['SNAPSHOT_NOT_FOUND', 'CLUSTER_NOT_FOUND', 'or another code of Atlas'],
      409: [
        'TARGET_BUSY',
        'TARGET_LINE_FULL',
        'TARGET_NOT_READY',
        'PLAN_CHANGED',
        'IDEMPOTENCY_KEY_REUSED',
        'LINK_EXPIRATION_AFTER_SNAPSHOT_DELETION',
        'SAFETY_SNAPSHOT_FAILED',
      ],
      ...ATLAS_FAILS,
    },
  },
  'GET /v1/restores': {
    summary: 'List restores, newest first',
    parameters: queryParametersOf(listQuery),
    answers: {
      200: json(views.restoreList, 'A page; `next` is the cursor of the page after it.'),
    },
    codes: { 400: ['INVALID_QUERY_PARAMETER'] },
  },
  'GET /v1/restores/{id}': {
    summary: 'Get a restore',
    parameters: [id],
    answers: { 200: json(views.restore, 'How it stands.') },
    codes: NOT_FOUND,
  },
  'DELETE /v1/restores/{id}': {
    summary: 'Cancel a restore',
    description:
      'Atlas stops downloads of dedicated clusters only; what was not started yet is never started.',
    parameters: [id],
    answers: { 202: json(views.restore, 'The cancellation is recorded.', LOCATION) },
    codes: {
      ...NOT_FOUND,
      409: ['RESTORE_ENDED', 'CANNOT_CANCEL_RESTORE'],
      502: ['any code of Atlas'],
      503: ['ATLAS_UNAVAILABLE', 'ATLAS_OUTCOME_UNKNOWN', 'TRY_AGAIN'],
    },
  },
  'GET /v1/restores/{id}/download': {
    summary: 'Get fresh links of a ready download',
    description: 'The links are secrets: they are never cached, stored or logged.',
    parameters: [id],
    answers: { 200: json(views.download, 'The links.') },
    codes: {
      404: ['RESTORE_NOT_FOUND', 'NOT_A_DOWNLOAD'],
      409: ['DOWNLOAD_NOT_READY'],
      410: ['DOWNLOAD_LINK_EXPIRED'],
      ...ATLAS_FAILS,
    },
  },
  'GET /v1/restores/{id}/evidence': {
    summary: 'Get the evidence of a restore',
    description:
      'Its records of the chain as they are stored, byte by byte: one for each end, since a refused restore may be opened again and a ready download cancelled. The answer is an excerpt that `npm run evidence:verify` takes.',
    parameters: [id],
    answers: { 200: json(evidenceList, 'The records.') },
    codes: { 404: ['RESTORE_NOT_FOUND', 'EVIDENCE_NOT_FOUND'], 500: ['EVIDENCE_MISSING'] },
  },
  'POST /v1/restores/{id}/undo': {
    summary: 'Undo a restore, or plan that',
    description:
      'A restore of its safety snapshot onto the same target, or of the last second before it where the target has continuous backups. What was written since is lost. All that guards a restore guards this one: the target is restored onto itself, so it needs `confirmTarget` and is snapshotted first.',
    parameters: [id, idempotencyKeyParameter],
    requestBody: { required: true, content: content(schemaRef(undoRequestBody)) },
    answers: {
      200: json(views.restorePlan, 'The plan, of a dry run.'),
      202: json(views.acceptedRestore, 'Accepted.', LOCATION),
    },
    codes: {
      400: ['MALFORMED_JSON', 'INVALID_ATTRIBUTE', 'every refusal of a restore with this status'],
      403: ['TARGET_NOT_ALLOWED'],
      404: ['RESTORE_NOT_FOUND', 'SNAPSHOT_NOT_FOUND', 'CLUSTER_NOT_FOUND'],
      409: ['RESTORE_NOT_ENDED', 'NOTHING_TO_UNDO', 'every refusal of a restore with this status'],
      ...ATLAS_FAILS,
    },
  },
  ...DRILL_ROUTES,
  'GET /v1/health': {
    summary: 'Whether the service answers',
    answers: { 200: json(views.health, 'It does.') },
    codes: {},
  },
  'GET /v1/openapi.json': {
    summary: 'This document',
    answers: { 200: { description: 'It.', content: content({ type: 'object' }) } },
    codes: {},
  },
};

export function ownOperation({ method, path, function: file }: ApiRoute): JsonObject {
  const route = ROUTES[`${method} ${path}`];
  if (route === undefined) throw new TypeError(`The document has no words for ${method} ${path}.`);
  const { answers, codes, tags = ['restores'], ...rest } = route;
  const name = camel(file.replace(/^.*\/|\.ts$/g, ''));
  return {
    operationId: name,
    tags,
    ...rest,
    responses: { ...answers, ...problems(withHost(codes)) },
  } as JsonObject;
}

/** What every route can answer, some of it on one machine only. */
const HOST: Codes = {
  401: ['UNEXPECTED_ERROR (on one machine: an unknown bearer token)'],
  403: ['FOREIGN_HOST, FOREIGN_ORIGIN (on one machine)'],
  413: ['PAYLOAD_TOO_LARGE (on one machine)'],
  500: ['UNEXPECTED_ERROR'],
};

function withHost(codes: Codes): Codes {
  const merged: Record<number, readonly string[]> = { ...codes };
  for (const [status, names] of Object.entries(HOST))
    merged[Number(status)] = [...(merged[Number(status)] ?? []), ...names];
  return merged;
}

function problems(codes: Codes): JsonObject {
  const entries = Object.entries(codes).map(([status, names]) => [
    status,
    {
      description: `${names.join(', ')}.`,
      headers: {
        'X-Error-Code': ref('headers', 'XErrorCode'),
        ...(status === '503' && { 'Retry-After': ref('headers', 'RetryAfter') }),
      },
      content: content(schemaRef(views.problem)),
    },
  ]);
  return Object.fromEntries(entries);
}

/** Errors have the shape of RFC 6749. */
const tokenError = z.object({ error: z.string(), error_description: z.string() });
const token = z.object({ access_token: z.string(), expires_in: z.int(), token_type: z.literal('Bearer') });
const tokenRequest = z.object({
  grant_type: z.literal('client_credentials'),
  client_id: z.optional(z.string()),
  client_secret: z.optional(z.string()),
});

/** Not in the route table: the host answers it itself. */
export const tokenOperation: JsonObject = {
  operationId: 'issueToken',
  tags: ['one-machine'],
  summary: 'Get an access token, on one machine only',
  description:
    'For the service account that the service itself uses, by Basic authorization or in the form. Where the service is deployed, there is no such route.',
  'x-one-machine-only': true,
  security: [{}, { basic: [] }],
  requestBody: {
    required: true,
    content: content(toSchema(tokenRequest), 'application/x-www-form-urlencoded'),
  },
  responses: {
    200: { description: 'The token.', content: content(toSchema(token)) },
    400: { description: 'invalid_request, unsupported_grant_type.', content: content(toSchema(tokenError)) },
    401: { description: 'invalid_client.', content: content(toSchema(tokenError)) },
  },
};
