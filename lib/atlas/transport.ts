/** One HTTP attempt through undici: no retry, no credential, no opinion about statuses. */
import Agent from 'undici/lib/dispatcher/agent.js';
import { Exchange } from './exchange.ts';
import type { HttpAnswer, HttpRequest } from './http.ts';
import { TimeLimit } from './time-limit.ts';

/** Atlas' largest real answer, a page of 500 jobs, has about 1 MB; more than this is no answer of Atlas. */
const MOST_BODY_BYTES = 16 * 1024 * 1024;

/** A handshake that takes longer will not come; half of an attempt's 10 s, so that reads get a second chance. */
const CONNECT_MS = 5_000;

const AGENT_OPTIONS: Agent.Options = {
  // HTTP/1.1: one request a connection, so that "was it sent" and "stop it" mean this request alone.
  allowH2: false,
  connect: { timeout: CONNECT_MS },
  maxResponseSize: MOST_BODY_BYTES,
  // The attempt's own limit covers both.
  headersTimeout: 0,
  bodyTimeout: 0,
};

export class Transport {
  readonly #keeping = new Agent(AGENT_OPTIONS);
  /**
   * For writes: a kept connection that died unnoticed (a frozen Lambda, a NAT) fails only after the request has been
   * written, and then nobody knows whether it was handled. A new one fails before. `pipelining: 0` keeps none.
   */
  readonly #fresh = new Agent({ ...AGENT_OPTIONS, pipelining: 0 });

  /** @throws {HttpFailed} when there was no whole answer; it says whether anything was sent. */
  async send(request: HttpRequest): Promise<HttpAnswer> {
    const limit = new TimeLimit(request.timeoutMs, request.signal);
    const exchange = new Exchange();
    const stop = () => exchange.stop(limit.signal);
    limit.signal.addEventListener('abort', stop, { once: true });
    try {
      if (limit.signal.aborted) stop();
      else exchange.start(request.freshConnection ? this.#fresh : this.#keeping, request);
      return await exchange.answer;
    } finally {
      limit.end();
    }
  }

  /** Ends the connections, and with them what is still under way. */
  async close(): Promise<void> {
    await Promise.all([this.#keeping.destroy(), this.#fresh.destroy()]);
  }
}
