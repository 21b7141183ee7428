/**
 * Signs evidence on one machine. Whoever reads the folder can sign as well: such evidence shows how it works, and
 * proves nothing to others.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readPublicKey } from '../../../lib/evidence/public-keys.ts';
import type { EvidenceSigner } from '../../../lib/evidence/seal.ts';
import { putFile } from './put-file.ts';

const PRIVATE_KEY = 'evidence-key.pem';
/** For `npm run evidence:verify`. */
export const PUBLIC_KEY = 'evidence-public.pem';
const OWNER_ONLY = 0o600;

export class EvidenceKeyUnreadable extends Error {
  override name = 'EvidenceKeyUnreadable' as const;

  constructor(file: string) {
    super(
      `${file} holds no private key on P-256 in PEM. Put the right one back, or begin another data folder.`,
    );
  }
}

export class LocalEvidenceSigner implements EvidenceSigner {
  readonly #privateKey: KeyObject;
  readonly #publicKey: KeyObject;

  constructor(privateKey: KeyObject = newKey()) {
    this.#privateKey = privateKey;
    this.#publicKey = createPublicKey(privateKey);
  }

  async publicKey(): Promise<KeyObject> {
    return this.#publicKey;
  }

  async sign(said: Uint8Array): Promise<Uint8Array> {
    return sign('sha256', said, this.#privateKey);
  }
}

/** With the key of that folder, which is made at the first time. Throws {@link EvidenceKeyUnreadable}. */
export async function openLocalSigner(folder: string): Promise<LocalEvidenceSigner> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, PRIVATE_KEY);
  const pem = (await textIn(file)) ?? (await makeKey(file));
  const key = privateKeyOf(pem, file);
  const publicPem = createPublicKey(key).export({ type: 'spki', format: 'pem' });
  await putFile(join(folder, PUBLIC_KEY), publicPem, 0o644);
  return new LocalEvidenceSigner(key);
}

const newKey = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

/** Of two that begin at once one makes it, and both read that one. */
async function makeKey(file: string): Promise<string> {
  await putFile(file, newKey().export({ type: 'pkcs8', format: 'pem' }), OWNER_ONLY);
  return readFile(file, 'utf8');
}

async function textIn(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function privateKeyOf(pem: string, file: string): KeyObject {
  try {
    const key = createPrivateKey(pem);
    readPublicKey(createPublicKey(key).export({ type: 'spki', format: 'der' }));
    return key;
  } catch {
    // The parser's own error could quote what is in it.
    throw new EvidenceKeyUnreadable(file);
  }
}
