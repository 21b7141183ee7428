/** An access token, and where containers share one. */

export interface Token {
  /** As it stands in the header. */
  readonly authorization: string;
  /** ms of the clock. */
  readonly fetchedAt: number;
  /** ms of the clock; not used from then on. */
  readonly until: number;
  /** It was fetched because the one before was refused. */
  readonly afterRefusal: boolean;
}

/**
 * One token a credential, for all containers. A credential is named by a hash of it: after a rotation nobody is given
 * a token of the secret before. All reject when the store cannot be reached.
 */
export interface TokenStore {
  read(credential: string): Promise<Token | undefined>;
  /**
   * The right to fetch the next token, until `leaseUntil` (ms of the clock). False: somebody else has it, or there is
   * another token by now than the one that was `seen`.
   */
  claim(credential: string, seen: Token | undefined, now: number, leaseUntil: number): Promise<boolean>;
  /** Gives the right back, with or without a token. */
  write(credential: string, token: Token): Promise<void>;
  release(credential: string, leaseUntil: number): Promise<void>;
}
