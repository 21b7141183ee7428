/**
 * Who may call the service on one machine. It binds to loopback, but so does every web page's browser: a page must
 * not be able to start a restore, neither by a cross-site request nor by a name that resolves to this machine.
 */
import type { IncomingMessage } from 'node:http';
import type { TokenDesk } from './token-desk.ts';

export interface Denied {
  readonly status: 401 | 403;
  readonly errorCode: string;
  readonly detail: string;
}

/** Without `Authorization`, on loopback. */
export const LOCAL_CALLER = 'local';

/** Nothing else may stand in the header: `evil@localhost` is a host for some readers and not for others. */
const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i;

/** Undefined when host and origin are this machine's. */
export function denyForeign({ headers }: IncomingMessage): Denied | undefined {
  if (!LOOPBACK.test(headers.host ?? ''))
    return { status: 403, errorCode: 'FOREIGN_HOST', detail: 'Only loopback host names are answered.' };
  // An origin has a port: a page that another program on this machine serves is foreign too.
  if (headers.origin !== undefined && headers.origin !== `http://${headers.host}`)
    return {
      status: 403,
      errorCode: 'FOREIGN_ORIGIN',
      detail: 'Web pages of other origins are not answered.',
    };
  return undefined;
}

/** The caller's name, or why there is none. */
export function authenticate({ headers }: IncomingMessage, desk: TokenDesk): { caller: string } | Denied {
  const { authorization } = headers;
  if (authorization === undefined) return { caller: LOCAL_CALLER };
  const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  const caller = token === undefined ? undefined : desk.callerOf(token);
  if (caller !== undefined) return { caller };
  return {
    status: 401,
    errorCode: 'UNEXPECTED_ERROR',
    detail: 'You are not authorized for this resource.',
  };
}
