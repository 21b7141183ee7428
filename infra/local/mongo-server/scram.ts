/** The server's side of SCRAM-SHA-256 (RFC 5802, RFC 7677), as MongoDB speaks it. */
import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { CommandError } from './command-error.ts';

/** MongoDB's own number. */
const ITERATIONS = 15_000;
const derive = promisify(pbkdf2);

export interface Exchange {
  readonly username: string;
  readonly serverFirst: string;
  /** The server's last word. @throws {CommandError} the password is another */
  finish(clientFinal: string): string;
}

/** @param passwordOf undefined: there is no such user; which is answered as a wrong password, one message later */
export async function beginScram(
  clientFirst: string,
  passwordOf: (username: string) => string | undefined,
): Promise<Exchange> {
  const bare = clientFirst.replace(/^[ny],[^,]*,/, '');
  const fields = fieldsOf(bare);
  const username = (fields.get('n') ?? '').replaceAll('=2C', ',').replaceAll('=3D', '=');
  const clientNonce = fields.get('r') ?? '';
  if (clientNonce === '') throw new CommandError(18, 'Authentication failed.');
  const salt = randomBytes(28);
  const nonce = clientNonce + randomBytes(18).toString('base64');
  const serverFirst = `r=${nonce},s=${salt.toString('base64')},i=${ITERATIONS}`;
  const password = passwordOf(username);
  const salted = await derive(password ?? randomBytes(16), salt, ITERATIONS, 32, 'sha256');
  return {
    username,
    serverFirst,
    finish(clientFinal) {
      const final = fieldsOf(clientFinal);
      const withoutProof = clientFinal.replace(/,p=.*$/, '');
      const message = `${bare},${serverFirst},${withoutProof}`;
      const clientKey = hmac(salted, 'Client Key');
      const signature = hmac(createHash('sha256').update(clientKey).digest(), message);
      const proof = Buffer.from(final.get('p') ?? '', 'base64');
      const expected = Buffer.from(clientKey.map((byte, at) => byte ^ (signature[at] ?? 0)));
      const isRight = proof.length === expected.length && timingSafeEqual(proof, expected);
      if (final.get('r') !== nonce || !isRight || password === undefined)
        throw new CommandError(18, 'Authentication failed.');
      return `v=${hmac(hmac(salted, 'Server Key'), message).toString('base64')}`;
    },
  };
}

const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

function fieldsOf(message: string): ReadonlyMap<string, string> {
  return new Map(message.split(',').map((field) => [field.slice(0, 1), field.slice(2)]));
}
