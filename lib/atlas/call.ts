/** What a call of the client takes and gives. */
import type { AnswerOf, BodyOf, CallName, PathOf } from './operations.ts';

/** As in the operation's query schema; numbers and booleans are written out. */
export type Query = Readonly<Record<string, string | number | boolean>>;

export interface CallRequest<Name extends CallName> {
  readonly path: PathOf<Name>;
  readonly query?: Query;
  readonly body?: BodyOf<Name>;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Media date, one of the row's. @default its newest, the only one whose answers the table's types describe */
  readonly version?: string;
  /** Limit of one attempt, in ms of the clock. @default `Limits.attemptMs`; for a POST or DELETE the total */
  readonly attemptMs?: number;
  /** Limit of the whole call with its waits, retries and signing in, in ms of the clock. @default `Limits.totalMs` */
  readonly totalMs?: number;
}

export interface AtlasAnswer<Data> {
  /** Any 2xx. */
  readonly status: number;
  readonly data: Data;
  /** The body, letter by letter. */
  readonly text: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Atlas' clock, from `Date`; ours where Atlas sent none. */
  readonly date: Date;
}

/** In ms of the clock. */
export interface Limits {
  /** One attempt to read. Atlas answers in well under a second; ten are a stall. */
  readonly attemptMs: number;
  /** A whole call: what is left of API Gateway's 30 s when our own work is done. */
  readonly totalMs: number;
}

export const DEFAULT_LIMITS: Limits = { attemptMs: 10_000, totalMs: 25_000 };

/** `call` of the client, as what is built on it needs it. */
export type Call = <Name extends CallName>(
  name: Name,
  request: CallRequest<Name>,
  options?: CallOptions,
) => Promise<AtlasAnswer<AnswerOf<Name>>>;
