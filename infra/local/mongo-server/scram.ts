/** The server's side of SCRAM-SHA-256 (RFC 5802, RFC 7677), as MongoDB speaks it. */
import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';
import { CommandError } from './command-error.ts';

/** What a server keeps of a password: it opens nothing. All base64. */
export interface ScramCredential {
  readonly salt: string;
  readonly storedKey: string;
  readonly serverKey: string;
}

/** MongoDB's own number; it takes some milliseconds. */
const ITERATIONS = 15_000;

/** @param password normalised as clients do (SASLprep, RFC 4013: what it does beyond NFKC is about invisible signs) */
export function scramCredential(password: string): ScramCredential {
  const salt = randomBytes(28);
  const salted = pbkdf2Sync(password.normalize('NFKC'), salt, ITERATIONS, 32, 'sha256');
  return {
    salt: salt.toString('base64'),
    storedKey: sha256(hmac(salted, 'Client Key')).toString('base64'),
    serverKey: hmac(salted, 'Server Key').toString('base64'),
  };
}

export interface Exchange {
  readonly username: string;
  readonly serverFirst: string;
  /** The server's last word. @throws {CommandError} the password is another */
  finish(clientFinal: string): string;
}

/** @param credentialOf undefined: there is no such user; which is answered as a wrong password, one message later */
export function beginScram(
  clientFirst: string,
  credentialOf: (username: string) => ScramCredential | undefined,
): Exchange {
  const bare = clientFirst.replace(/^[ny],[^,]*,/, '');
  const fields = fieldsOf(bare);
  const username = (fields.get('n') ?? '').replaceAll('=2C', ',').replaceAll('=3D', '=');
  const clientNonce = fields.get('r') ?? '';
  if (clientNonce === '') throw new CommandError(18, 'Authentication failed.');
  const credential = credentialOf(username);
  const salt = credential?.salt ?? randomBytes(28).toString('base64');
  const nonce = clientNonce + randomBytes(18).toString('base64');
  const serverFirst = `r=${nonce},s=${salt},i=${ITERATIONS}`;
  return {
    username,
    serverFirst,
    finish(clientFinal) {
      const final = fieldsOf(clientFinal);
      const message = `${bare},${serverFirst},${clientFinal.replace(/,p=.*$/, '')}`;
      const isRight = final.get('r') === nonce && proves(credential, final.get('p') ?? '', message);
      if (credential === undefined || !isRight) throw new CommandError(18, 'Authentication failed.');
      return `v=${hmac(Buffer.from(credential.serverKey, 'base64'), message).toString('base64')}`;
    },
  };
}

/** The proof is the client's key, hidden by a signature that only who knows the stored key can make. */
function proves(credential: ScramCredential | undefined, proofText: string, message: string): boolean {
  if (credential === undefined) return false;
  const storedKey = Buffer.from(credential.storedKey, 'base64');
  const signature = hmac(storedKey, message);
  const proof = Buffer.from(proofText, 'base64');
  if (proof.length !== signature.length) return false;
  const clientKey = Buffer.from(proof.map((byte, at) => byte ^ (signature[at] ?? 0)));
  return timingSafeEqual(sha256(clientKey), storedKey);
}

const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();

function fieldsOf(message: string): ReadonlyMap<string, string> {
  return new Map(message.split(',').map((field) => [field.slice(0, 1), field.slice(2)]));
}
