export class TimeLimitPassed extends Error {
  override name = 'TimeLimitPassed' as const;
}

/** One signal for two reasons to stop: the caller gave up, or a time limit passed. */
export class TimeLimit {
  readonly #controller = new AbortController();
  readonly #outer: AbortSignal | undefined;
  readonly #timer: NodeJS.Timeout;

  /** `timerMs` is real time (`Clock.limit`). Whoever makes one ends it, or its timer keeps the process alive. */
  constructor(timerMs: number, outer?: AbortSignal) {
    this.#outer = outer;
    this.#timer = setTimeout(() => this.#controller.abort(new TimeLimitPassed()), timerMs);
    if (outer?.aborted) this.#follow();
    else outer?.addEventListener('abort', this.#follow, { once: true });
  }

  /** Its reason is the caller's own, or a `TimeLimitPassed`. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#outer?.removeEventListener('abort', this.#follow);
  }

  readonly #follow = (): void => this.#controller.abort(this.#outer?.reason);
}
