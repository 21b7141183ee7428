/**
 * One token request for all containers (design, decision 12): Atlas allows ten a minute and a hundred tokens that live
 * at once, and a fleet of cold containers would need more. Whoever has claimed it fetches; the others wait for what
 * that one writes down, and go themselves when nothing comes. A store that fails costs a request of one's own, no more.
 */
import type { Clock } from '../../clock.ts';
import type { Log } from '../../log.ts';
import { TokenRefused } from './authenticator.ts';
import type { Token, TokenStore } from './token.ts';

export interface SharedTokenOptions {
  readonly store: TokenStore;
  readonly clock: Clock;
  readonly log: Log;
  /** Of a token request, in ms of the clock: a claim outlives it. */
  readonly timeoutMs: number;
}

/** A token request takes a few hundred ms: who waits for it looks this often. */
const LOOK_EVERY_MS = 250;
/** Between the claim and the request, and between its answer and the write. */
const AROUND_MS = 3_000;

export class SharedToken {
  readonly #options: SharedTokenOptions;
  readonly #credential: string;

  /** @param credential its name in the store */
  constructor(credential: string, options: SharedTokenOptions) {
    this.#credential = credential;
    this.#options = options;
  }

  /**
   * The stored one, unless it has ended or was `refused`; else one that `fetch` gives.
   * @throws whatever `fetch` throws
   */
  async get(refused: string | undefined, fetch: () => Promise<Token>): Promise<Token> {
    const { clock, timeoutMs } = this.#options;
    // A clock that jumps must not keep anybody here: by then somebody who has died would have lost the claim.
    const patience = Math.ceil((timeoutMs + AROUND_MS) / LOOK_EVERY_MS) + 1;
    for (let looks = 1; looks <= patience; looks += 1) {
      const seen = await this.#ask((store) => store.read(this.#credential));
      if (seen === 'away') return fetch();
      const now = clock.now().getTime();
      if (seen !== undefined && seen.authorization !== refused && now < seen.until) return seen;
      const leaseUntil = now + timeoutMs + AROUND_MS;
      const claimed = await this.#ask((store) => store.claim(this.#credential, seen, now, leaseUntil));
      if (claimed === 'away') return fetch();
      if (claimed === true) return this.#fetchFor(leaseUntil, fetch);
      await clock.sleep(LOOK_EVERY_MS);
    }
    return fetch();
  }

  async #fetchFor(leaseUntil: number, fetch: () => Promise<Token>): Promise<Token> {
    try {
      const token = await fetch();
      await this.#ask((store) => store.write(this.#credential, token));
      return token;
    } catch (error) {
      // Where there were too many requests the others need not find that out one by one: the claim runs out by itself.
      const isThrottled = error instanceof TokenRefused && error.fault.status === 429;
      if (!isThrottled) await this.#ask((store) => store.release(this.#credential, leaseUntil));
      throw error;
    }
  }

  async #ask<Answer>(ask: (store: TokenStore) => Promise<Answer>): Promise<Answer | 'away'> {
    try {
      return await ask(this.#options.store);
    } catch (error) {
      this.#options.log.warn('the shared token is not to be had', {
        error: error instanceof Error ? error.name : '',
      });
      return 'away';
    }
  }
}
