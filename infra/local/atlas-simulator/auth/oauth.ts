/** `POST /api/oauth/token` and `/api/oauth/revoke`: bodies as in RFC 6749, not Atlas' error shape. */
import type { Answer } from '../answer.ts';
import type { ServiceAccount } from '../credentials.ts';
import type { World } from '../world.ts';
import { issueToken, revokeToken } from './tokens.ts';

export const TOKEN_PATH = '/api/oauth/token';
export const REVOKE_PATH = '/api/oauth/revoke';

export interface FormRequest {
  readonly authorization: string | undefined;
  readonly contentType: string | undefined;
  readonly text: string;
}

export function oauthError(
  status: number,
  error: string,
  description: string,
  headers: Record<string, string> = {},
): Answer {
  // Recorded key order: the description first.
  return json(status, { error_description: description, error }, headers);
}

export const serverError = (status: number): Answer =>
  oauthError(status, 'server_error', 'Unexpected error.');

export function tooFast(retryAfterSeconds: number | undefined): Answer {
  const headers = retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) };
  return oauthError(429, 'rate_limited', 'Too many access token requests. Please retry later.', headers);
}

export function answerToken(world: World, request: FormRequest): Answer {
  const form = formOf(request);
  if (form === undefined) return oauthError(400, 'invalid_request', 'A form-encoded body is expected.');
  const account = accountOf(world, request.authorization);
  if (account === undefined) return invalidClient();
  const grant = form.get('grant_type');
  if (grant === null) return oauthError(400, 'invalid_request', 'Parameter grant_type is missing.');
  if (grant !== 'client_credentials') {
    return oauthError(400, 'unsupported_grant_type', 'Only client_credentials is supported.');
  }
  const issue = issueToken(world, account);
  if (issue.kind === 'tooFast') return tooFast(issue.retryAfterSeconds);
  if (issue.kind === 'tooMany') {
    return oauthError(403, 'access_denied', 'Access Token limit reached. Please revoke unused tokens.');
  }
  const { token, expiresInSeconds } = issue;
  return json(200, { access_token: token, expires_in: expiresInSeconds, token_type: 'Bearer' });
}

export function answerRevoke(world: World, request: FormRequest): Answer {
  const token = formOf(request)?.get('token');
  if (token == null) return oauthError(400, 'invalid_request', 'Parameter token is missing.');
  const account = accountOf(world, request.authorization);
  if (account === undefined) return invalidClient();
  revokeToken(world, account, token);
  return { status: 200, headers: {}, body: '' };
}

function formOf({ contentType, text }: FormRequest): URLSearchParams | undefined {
  return /^application\/x-www-form-urlencoded\b/i.test(contentType ?? '')
    ? new URLSearchParams(text)
    : undefined;
}

function accountOf(world: World, authorization: string | undefined): ServiceAccount | undefined {
  const basic = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '')?.[1];
  if (basic === undefined) return undefined;
  const [clientId, ...secret] = Buffer.from(basic, 'base64').toString().split(':');
  return world.credentials.serviceAccounts.find(
    (account) => account.clientId === clientId && account.clientSecret === secret.join(':'),
  );
}

const invalidClient = () =>
  oauthError(401, 'invalid_client', 'Invalid credentials provided.', { 'WWW-Authenticate': 'Basic' });

function json(status: number, body: object, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...headers },
    body: JSON.stringify(body),
  };
}
