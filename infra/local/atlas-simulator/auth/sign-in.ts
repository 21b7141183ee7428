/** Who is calling: a service account with its token, or an API key by digest. */
import type { Answer } from '../answer.ts';
import type { ApiKey, ServiceAccount } from '../credentials.ts';
import type { World } from '../world.ts';
import type { Digest } from './digest.ts';
import { accountOfToken } from './tokens.ts';

export type Caller = ServiceAccount | ApiKey;

/** Recorded: printed with spaces before the colons, keys not sorted, no error code in the headers. */
const BODY = `{
  "error" : 401,
  "reason" : "Unauthorized",
  "detail" : "You are not authorized for this resource.",
  "errorCode" : "UNEXPECTED_ERROR"
}`;

export function unauthorized(authenticate: string): Answer {
  return {
    status: 401,
    headers: { 'Content-Type': 'application/json', 'WWW-Authenticate': authenticate },
    body: BODY,
  };
}

const INVALID_TOKEN = 'Bearer realm="MMS Public API", error="invalid_token"';
export const invalidToken: Answer = unauthorized(INVALID_TOKEN);

export function signIn(
  world: World,
  digest: Digest,
  request: { readonly method: string; readonly target: string; readonly authorization?: string },
): { readonly caller: Caller } | { readonly answer: Answer } {
  const { method, target, authorization = '' } = request;
  const bearer = /^Bearer (\S+)$/i.exec(authorization)?.[1];
  if (bearer !== undefined) {
    const caller = accountOfToken(world, bearer);
    return caller === undefined ? { answer: invalidToken } : { caller };
  }
  if (!/^Digest /i.test(authorization)) return { answer: unauthorized(digest.challenge(false)) };
  const { key, stale } = digest.verify(authorization, method, target);
  return key === undefined ? { answer: unauthorized(digest.challenge(stale)) } : { caller: key };
}

/** Project Owner includes every role. */
export function mayCall(caller: Caller, roles: readonly string[]): boolean {
  const held = caller.roles;
  return held === undefined || held.includes('Project Owner') || roles.some((role) => held.includes(role));
}
