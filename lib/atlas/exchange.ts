/**
 * One request and its answer on undici's dispatcher. Not `undici.request`: that does not tell whether the request
 * was written, and while it connects it does not stop when it is told to.
 */
import type { Dispatcher } from 'undici';
import { type HttpAnswer, HttpFailed, type HttpFailure, type HttpRequest, stopped } from './http.ts';

const TOO_LARGE = 'UND_ERR_RES_EXCEEDED_MAX_SIZE';

export class Exchange implements Dispatcher.DispatchHandler {
  readonly #result = Promise.withResolvers<HttpAnswer>();
  readonly #chunks: Buffer[] = [];
  #controller: Dispatcher.DispatchController | undefined;
  #settled = false;
  #status = 0;
  #headers: Record<string, string> = {};

  get answer(): Promise<HttpAnswer> {
    return this.#result.promise;
  }

  start(dispatcher: Dispatcher, request: HttpRequest): void {
    const url = new URL(request.url);
    const { method, headers, body = null } = request;
    try {
      dispatcher.dispatch(
        { origin: url.origin, path: `${url.pathname}${url.search}`, method, headers: { ...headers }, body },
        this,
      );
    } catch (error) {
      this.#fail('network', codeOf(error));
    }
  }

  /** Settles at once; what undici still does for this request is ended, and nothing more is written. */
  stop(signal: AbortSignal): void {
    this.#settle(stopped(signal, this.#controller !== undefined));
    this.#controller?.abort(new Error('stopped'));
  }

  /** undici calls this on a connected socket, right before it writes. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#settled) controller.abort(new Error('stopped'));
    else this.#controller = controller;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    // Also called for 1xx, which is followed by the answer.
    this.#status = status;
    this.#headers = {};
    for (const [name, value] of Object.entries(headers)) {
      if (value !== undefined) this.#headers[name] = Array.isArray(value) ? value.join(', ') : value;
    }
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (this.#settled) return;
    this.#settled = true;
    const text = Buffer.concat(this.#chunks).toString('utf8');
    this.#result.resolve({ status: this.#status, headers: this.#headers, text });
  }

  onResponseError(_controller: unknown, error: Error): void {
    const code = codeOf(error);
    this.#fail(code === TOO_LARGE ? 'tooLarge' : 'network', code);
  }

  #fail(kind: HttpFailure, code: string): void {
    this.#settle(new HttpFailed(kind, code, this.#controller !== undefined));
  }

  #settle(failure: HttpFailed): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#result.reject(failure);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'UNKNOWN';
}
