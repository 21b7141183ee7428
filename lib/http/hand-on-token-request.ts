/**
 * `POST /api/oauth/token` of a deployment: hands a client-credentials request on to the issuer whose tokens the API
 * takes, so that official Atlas tools sign in by changing their base URL. What comes and goes holds secrets: nothing of
 * it is logged.
 */
import { HttpFailed } from '../atlas/http.ts';
import type { Transport } from '../atlas/transport.ts';
import type { ApiAnswer } from './answer.ts';

export interface Issuer {
  readonly endpoint: string;
  readonly transport: Pick<Transport, 'send'>;
}

export interface TokenRequest {
  readonly authorization: string | undefined;
  readonly contentType: string | undefined;
  readonly body: string;
}

/** An issuer answers in well under a second; API Gateway waits 30. */
const LIMIT_MS = 10_000;
/** A form of three fields and an assertion. */
const MOST_BYTES = 16 * 1024;
const FORM = /^application\/x-www-form-urlencoded\s*(;|$)/i;

/** Errors have the shape of RFC 6749. */
export async function handOnTokenRequest(issuer: Issuer, request: TokenRequest): Promise<ApiAnswer> {
  const { authorization, contentType, body } = request;
  if (!FORM.test(contentType ?? '')) return failure(400, 'invalid_request', 'The request must be a form.');
  if (Buffer.byteLength(body) > MOST_BYTES)
    return failure(413, 'invalid_request', 'The request is too large.');
  if (new URLSearchParams(body).get('grant_type') !== 'client_credentials')
    return failure(400, 'unsupported_grant_type', 'Only client_credentials.');
  try {
    const { status, headers, text } = await issuer.transport.send({
      method: 'POST',
      url: issuer.endpoint,
      headers: {
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
        ...(authorization !== undefined && { authorization }),
      },
      body,
      timeoutMs: LIMIT_MS,
    });
    const type = headers['content-type'] ?? 'application/json';
    return { statusCode: status, headers: { 'content-type': type, ...UNCACHED }, body: text };
  } catch (error) {
    if (!(error instanceof HttpFailed)) throw error;
    return failure(
      error.kind === 'timeout' ? 504 : 502,
      'temporarily_unavailable',
      'The issuer did not answer.',
    );
  }
}

const UNCACHED = { 'cache-control': 'no-store', pragma: 'no-cache' };

function failure(statusCode: number, error: string, description: string): ApiAnswer {
  return {
    statusCode,
    headers: { 'content-type': 'application/json', ...UNCACHED },
    body: JSON.stringify({ error, error_description: description }),
  };
}
