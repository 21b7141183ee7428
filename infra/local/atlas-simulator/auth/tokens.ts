/** Access tokens of service accounts: made, recognised, withdrawn. The data file keeps their hashes only. */
import { createHash, randomBytes } from 'node:crypto';
import type { ServiceAccount } from '../credentials.ts';
import type { IssuedToken } from '../model.ts';
import { MINUTE, SECOND } from '../time.ts';
import { nowOf, type World } from '../world.ts';

/** Documented limits of one service account. */
const TOKENS_A_MINUTE = 10;
const LIVE_TOKENS = 100;

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');
const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

export type Issue =
  | { readonly kind: 'issued'; readonly token: string; readonly expiresInSeconds: number }
  | { readonly kind: 'tooFast'; readonly retryAfterSeconds: number }
  | { readonly kind: 'tooMany' };

export function issueToken(world: World, { clientId }: ServiceAccount): Issue {
  const now = nowOf(world);
  const { data, credentials } = world;
  const mine = data.tokens.filter((token) => token.clientId === clientId);
  const recent = mine.filter((token) => now - token.issuedAt < MINUTE);
  const oldest = recent[0];
  if (recent.length >= TOKENS_A_MINUTE && oldest !== undefined) {
    const retryAfterSeconds = Math.max(1, Math.ceil((oldest.issuedAt + MINUTE - now) / SECOND));
    return { kind: 'tooFast', retryAfterSeconds };
  }
  if (mine.filter((token) => now < token.expiresAt).length >= LIVE_TOKENS) return { kind: 'tooMany' };
  const { format, lifetimeSeconds } = credentials.token;
  const expiresAt = now + lifetimeSeconds * SECOND;
  const token = format === 'jwt' ? jwt(clientId, now, expiresAt) : randomBytes(32).toString('base64url');
  const isKept = (one: IssuedToken) => now < one.expiresAt || now - one.issuedAt < MINUTE;
  data.tokens = [...data.tokens.filter(isKept), { hash: hashOf(token), clientId, issuedAt: now, expiresAt }];
  world.save();
  return { kind: 'issued', token, expiresInSeconds: lifetimeSeconds };
}

/** Three parts in the form of Atlas' ES512 tokens; the signature is random, because nobody checks it. */
function jwt(clientId: string, now: number, expiresAt: number): string {
  const header = base64url({ alg: 'ES512', typ: 'JWT', kid: 'simulator' });
  const claims = base64url({
    iss: 'https://cloud.mongodb.com',
    sub: clientId,
    iat: Math.floor(now / SECOND),
    exp: Math.floor(expiresAt / SECOND),
    jti: randomBytes(12).toString('hex'),
  });
  return `${header}.${claims}.${randomBytes(132).toString('base64url')}`;
}

export function accountOfToken(world: World, token: string): ServiceAccount | undefined {
  const hash = hashOf(token);
  const issued = world.data.tokens.find((one) => one.hash === hash);
  if (issued === undefined || nowOf(world) >= issued.expiresAt) return undefined;
  return world.credentials.serviceAccounts.find(({ clientId }) => clientId === issued.clientId);
}

export function revokeToken(world: World, { clientId }: ServiceAccount, token: string): void {
  const hash = hashOf(token);
  const { data } = world;
  // Expired at once rather than removed: it still counts for the limit a minute.
  data.tokens = data.tokens.map((one) =>
    one.hash === hash && one.clientId === clientId ? { ...one, expiresAt: one.issuedAt } : one,
  );
  world.save();
}
