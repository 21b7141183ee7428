/** Errors in Atlas' shape (Atlas API notes §4.3): keys in alphabetical order, `X-Error-Code`, the field named. */

import { AtlasError, AtlasOutcomeUnknown, AtlasUnavailable } from '../atlas/errors.ts';
import { LedgerConflict } from '../aws/ledger-conflict.ts';
import { RestoreRefused } from '../restores/refusal.ts';
import type { ApiAnswer } from './answer.ts';
import { statusText } from './status-text.ts';

interface FieldProblem {
  readonly field: string;
  readonly description: string;
}

export interface Problem {
  readonly status: number;
  readonly errorCode: string;
  readonly detail: string;
  readonly parameters?: readonly unknown[];
  readonly fields?: readonly FieldProblem[];
  readonly retryAfterSeconds?: number;
}

/** Thrown by a function that has its answer ready. */
export class ApiProblem extends Error {
  override name = 'ApiProblem' as const;
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

export function problemAnswer(problem: Problem): ApiAnswer {
  const { status, errorCode, detail, parameters = [], fields, retryAfterSeconds } = problem;
  return {
    statusCode: status,
    headers: {
      'content-type': 'application/json',
      'x-error-code': errorCode,
      ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
    },
    body: JSON.stringify({
      ...(fields && fields.length > 0 && { badRequestDetail: { fields } }),
      detail,
      error: status,
      errorCode,
      parameters,
      reason: statusText(status),
    }),
  };
}

/** When Atlas gave no time: its longest recorded upgrades and throttles are over in about that. */
const RETRY_SECONDS = 30;

/** Undefined for what nobody expected. */
export function problemOf(error: unknown): Problem | undefined {
  if (error instanceof ApiProblem) return error.problem;
  if (error instanceof RestoreRefused) return refusalProblem(error);
  if (error instanceof AtlasUnavailable) {
    return {
      status: 503,
      errorCode: 'ATLAS_UNAVAILABLE',
      detail: `Atlas could not be asked (${error.errorCode}). Nothing was done.`,
      retryAfterSeconds: error.retryAfterSeconds ?? RETRY_SECONDS,
    };
  }
  if (error instanceof AtlasOutcomeUnknown) {
    return {
      status: 503,
      errorCode: 'ATLAS_OUTCOME_UNKNOWN',
      detail: `Atlas may or may not have done it (${error.errorCode}): look before asking again.`,
    };
  }
  if (error instanceof AtlasError) {
    return {
      status: 502,
      errorCode: error.errorCode,
      detail: `Atlas refused this service: ${error.detail}`,
      parameters: error.parameters,
    };
  }
  if (error instanceof LedgerConflict)
    return { status: 503, errorCode: 'TRY_AGAIN', detail: error.message, retryAfterSeconds: 1 };
  return isMalformedBody(error)
    ? {
        status: 400,
        errorCode: 'MALFORMED_JSON',
        detail: 'The body is not JSON, or holds a key that no request has.',
        parameters: ['body'],
      }
    : undefined;
}

function refusalProblem({ refusals }: RestoreRefused): Problem {
  const [first] = refusals;
  return {
    status: first.status,
    errorCode: first.code,
    detail: first.detail,
    parameters: [first.field],
    fields: refusals.map(({ field, detail }) => ({ field, description: detail })),
  };
}

/** What middy's body parser throws. */
function isMalformedBody(error: unknown): boolean {
  return error instanceof Error && 'statusCode' in error && error.statusCode === 422;
}
