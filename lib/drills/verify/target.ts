/**
 * The restored target, read by the official driver. What the driver throws is not passed on: its errors may hold the
 * address with the user in it.
 */
import { MongoClient, MongoServerError, MongoServerSelectionError } from 'mongodb';
import type { CheckCode } from '../checks/codes.ts';

export interface TargetAccess {
  /** Without a user. */
  readonly uri: string;
  readonly username: string;
  readonly password: string;
  /** PEM: of a target whose certificate no public authority has signed. */
  readonly ca?: string;
}

/** New users and entries of the access list take up to a minute to reach each node: this is one try of several. */
export const SELECTION_MS = 10_000;
/** A read that says nothing for so long says nothing any more; each command has its own, shorter limit. */
const SOCKET_MS = 60_000;
/** Of one command: counts of large collections included. */
export const COMMAND_MS = 30_000;

/** MongoDB's codes (error_codes.yml). */
const UNAUTHORIZED = 13;
const AUTHENTICATION_FAILED = 18;
const ATLAS_ERROR = 8000;
const MAX_TIME_EXPIRED = 50;

/** @param selectionMs real ms: how long a server is looked for */
export function connectTarget(
  { uri, username, password, ca }: TargetAccess,
  selectionMs: number,
): MongoClient {
  return new MongoClient(uri, {
    auth: { username, password },
    authSource: 'admin',
    tls: true,
    ...(ca !== undefined && { ca }),
    appName: 'atlas-restore',
    readPreference: 'primary',
    serverSelectionTimeoutMS: selectionMs,
    connectTimeoutMS: selectionMs,
    socketTimeoutMS: SOCKET_MS,
    // One drill reads one thing after another.
    maxPoolSize: 2,
    retryReads: true,
  });
}

/** Why the target cannot be read at all. */
export type TargetTrouble = Extract<CheckCode, 'CONNECTION_FAILED' | 'SIGN_IN_REFUSED' | 'NO_PRIMARY'>;

export function troubleOf(error: unknown): TargetTrouble {
  if (error instanceof MongoServerError && isSignIn(error)) return 'SIGN_IN_REFUSED';
  if (!(error instanceof MongoServerSelectionError)) return 'CONNECTION_FAILED';
  const types = [...(error.reason?.servers.values() ?? [])].map(({ type }) => type as string);
  return types.includes('RSSecondary') ? 'NO_PRIMARY' : 'CONNECTION_FAILED';
}

const isSignIn = ({ code }: MongoServerError): boolean =>
  code === AUTHENTICATION_FAILED || code === ATLAS_ERROR;

export const isNotPermitted = (error: unknown): boolean =>
  error instanceof MongoServerError && error.code === UNAUTHORIZED;
export const isOutOfTime = (error: unknown): boolean =>
  error instanceof MongoServerError && error.code === MAX_TIME_EXPIRED;

/** Those by which a server says that it is not the one to ask now: the driver looks for another, and so do we. */
const NOT_NOW: ReadonlySet<number> = new Set([91, 189, 10_107, 11_600, 11_602, 13_435, 13_436]);

/** The server answers, and not this one question: what is asked next may well be answered. */
export const isOfOneLook = (error: unknown): boolean =>
  error instanceof MongoServerError &&
  typeof error.code === 'number' &&
  !isSignIn(error) &&
  !isNotPermitted(error) &&
  !NOT_NOW.has(error.code);

/** Name and code; never its sentence. */
export function nameOf(error: unknown): { readonly error: string; readonly code?: number } {
  const code = error instanceof MongoServerError && typeof error.code === 'number' ? error.code : undefined;
  return { error: error instanceof Error ? error.name : 'unknown', ...(code !== undefined && { code }) };
}
