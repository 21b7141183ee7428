/**
 * The client of the Atlas Administration API: typed by the operations table, bounded in time, and careful with what
 * must not happen twice. A GET is repeated within its total limit; a POST or DELETE is sent once and its error says
 * whether it may have been handled.
 */
import type { Clock } from '../clock.ts';
import { type Log, silentLog } from '../log.ts';
import { SignIn } from './auth/sign-in.ts';
import type { TokenStore } from './auth/token.ts';
import { type AtlasAnswer, type CallOptions, type CallRequest, DEFAULT_LIMITS, type Limits } from './call.ts';
import type { AtlasCredential } from './credentials.ts';
import { parseHttpDate } from './http-date.ts';
import { type AnswerOf, type CallName, type CallTable, calls, type Family } from './operations.ts';
import { errorOf, type Failed, outcomeOfAnswer, outcomeOfError, type Succeeded } from './outcome.ts';
import { type ItemOf, items, type ListName, type Paged, pages } from './paging.ts';
import { type RateSeen, RatesSeen } from './rates-seen.ts';
import { type PreparedRequest, prepareRequest } from './request.ts';
import { decideRetry, type RetryDecision } from './retry.ts';
import { TimeLimit } from './time-limit.ts';
import { Transport } from './transport.ts';

export type { AtlasAnswer, CallOptions, CallRequest, Limits } from './call.ts';
export type { ItemOf, ListName } from './paging.ts';

export interface AtlasClientOptions {
  /** `https://cloud.mongodb.com`, or where the simulator listens. */
  readonly baseUrl: string;
  /** refresh: what was kept was refused, read it again */
  readonly credential: (refresh: boolean) => Promise<AtlasCredential>;
  readonly clock: Clock;
  /** @default silent */
  readonly log?: Log;
  /** @default 10 s an attempt, 25 s in total */
  readonly limits?: Partial<Limits>;
  /** What it can call. @default all but what drills need */
  readonly table?: CallTable;
  /** Where containers share access tokens. @default each has its own */
  readonly tokens?: TokenStore;
}

/** A call under way: its own limits, and when its total ends on the clock. */
interface Course {
  readonly request: PreparedRequest;
  readonly total: TimeLimit;
  readonly endsAt: number;
  readonly attemptTimerMs: number;
}

export class AtlasClient {
  readonly #options: AtlasClientOptions;
  readonly #baseUrl: string;
  readonly #table: CallTable;
  readonly #paged: Paged;
  readonly #log: Log;
  readonly #limits: Limits;
  readonly #transport: Transport;
  readonly #signIn: SignIn;
  readonly #rates: RatesSeen;
  readonly #underWay: Set<Promise<unknown>>;

  /** @param shared whose connections, sign-in and calls under way are used */
  constructor(options: AtlasClientOptions, shared?: AtlasClient) {
    const { clock, credential, log = silentLog, limits } = options;
    this.#options = options;
    this.#baseUrl = options.baseUrl.replace(/\/+$/, '');
    this.#table = options.table ?? calls;
    this.#paged = { call: this.call.bind(this), table: this.#table };
    this.#log = log;
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
    this.#transport = shared ? shared.#transport : new Transport();
    this.#rates = shared ? shared.#rates : new RatesSeen();
    this.#underWay = shared ? shared.#underWay : new Set();
    if (shared) {
      this.#signIn = shared.#signIn;
      return;
    }
    this.#signIn = new SignIn({
      baseUrl: this.#baseUrl,
      transport: this.#transport,
      clock,
      credential,
      timeoutMs: this.#limits.attemptMs,
      log: this.#log,
      ...(options.tokens && { tokens: options.tokens }),
    });
  }

  /** The same client with other limits: connections and sign-in are shared. */
  limitedTo(limits: Partial<Limits>): AtlasClient {
    return new AtlasClient({ ...this.#options, limits: { ...this.#limits, ...limits } }, this);
  }

  /** The same client with those operations too: connections and sign-in are shared. */
  knowing(more: CallTable): AtlasClient {
    return new AtlasClient({ ...this.#options, table: { ...this.#table, ...more } }, this);
  }

  /**
   * One operation, from the first attempt to its answer.
   * @throws {AtlasError} Atlas said no, for good
   * @throws {AtlasUnavailable} a GET found no answer within its total limit, or a POST or DELETE was surely not handled
   * @throws {AtlasOutcomeUnknown} a POST or DELETE may have been handled
   * @throws {AtlasRequestInvalid} a mistake of the caller's; nothing was sent
   * @throws the signal's reason, when a GET is aborted, or a POST or DELETE before it was sent
   * @throws whatever `credential` throws
   */
  async call<Name extends CallName>(
    name: Name,
    request: CallRequest<Name>,
    options: CallOptions = {},
  ): Promise<AtlasAnswer<AnswerOf<Name>>> {
    const prepared = prepareRequest(name, this.#baseUrl, request, options.version, this.#table);
    options.signal?.throwIfAborted();
    const { clock } = this.#options;
    const totalMs = options.totalMs ?? this.#limits.totalMs;
    // A write has one attempt: all the time is its own.
    const attemptMs =
      options.attemptMs ?? (prepared.operation.method === 'GET' ? this.#limits.attemptMs : totalMs);
    const limit = clock.limit(totalMs);
    const course: Course = {
      request: prepared,
      total: new TimeLimit(limit.timerMs, options.signal),
      endsAt: clock.now().getTime() + limit.ms,
      attemptTimerMs: clock.limit(attemptMs).timerMs,
    };
    const running = this.#untilDone(course, options.signal);
    this.#underWay.add(running);
    try {
      const { answer, data } = await running;
      const date = parseHttpDate(answer.headers.date) ?? clock.now();
      // The row's schema has read it: that is what the table's types say.
      const { status, headers, text } = answer;
      return { status, data: data as AnswerOf<Name>, text, headers, date };
    } finally {
      course.total.end();
      this.#underWay.delete(running);
    }
  }

  /** The pages of a list, as `paging.ts` says. Each page is a `call`. */
  pages<Name extends ListName>(
    name: Name,
    request: CallRequest<Name>,
    options?: CallOptions,
  ): AsyncGenerator<AtlasAnswer<AnswerOf<Name>>, void, undefined> {
    return pages(this.#paged, name, request, options);
  }

  /** The entries of a list, each once. */
  items<Name extends ListName>(
    name: Name,
    request: CallRequest<Name>,
    options?: CallOptions,
  ): AsyncGenerator<ItemOf<Name>, void, undefined> {
    return items(this.#paged, name, request, options);
  }

  /** What Atlas said last of the bucket that a project's restore jobs of the family drink from. */
  rateSeen(family: Family, projectId: string): RateSeen | undefined {
    return this.#rates.ofJobs(family, projectId);
  }

  /** Waits for the calls under way, then ends the connections, even that of a token request nobody waits for. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#underWay);
    await this.#transport.close();
  }

  async #untilDone(course: Course, signal: AbortSignal | undefined): Promise<Succeeded> {
    const { method } = course.request.operation;
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.#attempt(course);
      if (outcome.ok) return outcome;
      // A write that Atlas has refused, or may have handled, says so even to a caller who has given up.
      const { status, errorCode } = outcome.fault;
      if (method === 'GET' || (status === 0 && !outcome.perhapsHandled)) signal?.throwIfAborted();
      const decision = this.#decide(course, outcome, attempt);
      if (!decision.retry) throw errorOf(outcome, method);
      const { name: operation } = course.request;
      this.#log.warn('Atlas is asked again', {
        operation,
        status,
        errorCode,
        attempt,
        waitMs: decision.waitMs,
      });
      try {
        await this.#options.clock.sleep(decision.waitMs, course.total.signal);
      } catch {
        signal?.throwIfAborted();
        throw errorOf(outcome, method);
      }
    }
  }

  async #attempt({ request, total, attemptTimerMs }: Course): Promise<Succeeded | Failed> {
    const { operation, url, headers, body } = request;
    try {
      const sent = await this.#signIn.send({
        method: operation.method,
        url,
        headers,
        ...(body === undefined ? {} : { body }),
        timeoutMs: attemptTimerMs,
        signal: total.signal,
        freshConnection: operation.method !== 'GET',
      });
      const now = this.#options.clock.now();
      this.#rates.note(request, sent.answer, now);
      return outcomeOfAnswer(operation, sent, now);
    } catch (error) {
      return outcomeOfError(error);
    }
  }

  #decide({ request, endsAt }: Course, { fault, headers }: Failed, attempt: number): RetryDecision {
    const now = this.#options.clock.now();
    return decideRetry({
      method: request.operation.method,
      status: fault.status,
      errorCode: fault.errorCode,
      headers,
      attempt,
      remainingMs: endsAt - now.getTime(),
      random: Math.random(),
      now,
    });
  }
}
