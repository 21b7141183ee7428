/** How a connection gets its user: SCRAM-SHA-256, in two messages, of which the first may come with `hello`. */
import { Binary, type Document } from 'bson';
import { CommandError } from './command-error.ts';
import { beginScram, type Exchange } from './scram.ts';
import type { MongoUser, UserLookup } from './users.ts';

export const MECHANISM = 'SCRAM-SHA-256';
/** One at a time, on each connection. */
const CONVERSATION = 1;

export interface SignedIn extends MongoUser {
  readonly username: string;
  readonly database: string;
}

interface Running extends Exchange {
  readonly database: string;
  /** A client that does not skip the last, empty message sends one. */
  readonly skipsEmpty: boolean;
}

export class Authentication {
  readonly #lookup: UserLookup;
  #running: Running | undefined;
  /** Who has proved it, and has to say one more, empty thing. */
  #isProved = false;
  #identity: Pick<SignedIn, 'username' | 'database'> | undefined;

  constructor(lookup: UserLookup) {
    this.#lookup = lookup;
  }

  /** As he is by now: a user that was deleted is none any more. */
  get user(): SignedIn | undefined {
    if (this.#identity === undefined) return undefined;
    const found = this.#lookup(this.#identity.username, this.#identity.database);
    return found && { ...found, ...this.#identity };
  }

  begin(database: string, { mechanism, payload, options }: Document): Document {
    if (mechanism !== MECHANISM)
      throw new CommandError(334, `Mechanism ${String(mechanism)} is not offered.`);
    const exchange = beginScram(textOf(payload), (username) => this.#lookup(username, database)?.credential);
    this.#running = { ...exchange, database, skipsEmpty: options?.skipEmptyExchange === true };
    this.#isProved = false;
    return answer(exchange.serverFirst, false);
  }

  /** @throws {CommandError} the password is another; who asks again begins again */
  continue({ payload, conversationId }: Document): Document {
    const running = this.#running;
    if (running === undefined || conversationId !== CONVERSATION)
      throw new CommandError(18, 'Authentication failed.');
    if (this.#isProved) {
      this.#running = undefined;
      return answer('', true);
    }
    this.#running = undefined;
    const verifier = running.finish(textOf(payload));
    this.#identity = { username: running.username, database: running.database };
    if (running.skipsEmpty) return answer(verifier, true);
    this.#running = running;
    this.#isProved = true;
    return answer(verifier, false);
  }
}

const textOf = (payload: unknown): string =>
  payload instanceof Binary ? Buffer.from(payload.value()).toString('utf8') : String(payload ?? '');

const answer = (text: string, done: boolean): Document => ({
  conversationId: CONVERSATION,
  done,
  payload: new Binary(Buffer.from(text)),
});
