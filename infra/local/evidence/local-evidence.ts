/** Evidence on one machine: a folder of records, and a key pair of its own beside it. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nameOf } from '../../../lib/evidence/record.ts';
import type { EvidenceSigner, EvidenceStore } from '../../../lib/evidence/store.ts';

export interface LocalEvidence {
  readonly store: EvidenceStore;
  readonly signer: EvidenceSigner;
  /** Where the records lie. */
  readonly records: string;
  /** File of the public key, PEM. */
  readonly publicKeyFile: string;
}

/** @param folder is made where there is none; the key is its owner's alone */
export function localEvidence(folder: string): LocalEvidence {
  const records = join(folder, 'records');
  const publicKeyFile = join(folder, 'public-key.pem');
  mkdirSync(records, { recursive: true });
  const key = createPrivateKey(privateKey(join(folder, 'private-key.pem')));
  const publicKey = createPublicKey(key);
  writeFileSync(publicKeyFile, publicKey.export({ type: 'spki', format: 'pem' }));
  return {
    records,
    publicKeyFile,
    store: {
      async putIfAbsent(sequence, text) {
        const half = join(records, `.${randomUUID()}.half`);
        writeFileSync(half, text, { flush: true });
        try {
          // A link is there whole or not at all, and never replaces what is there.
          linkSync(half, join(records, nameOf(sequence)));
          return true;
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
          throw error;
        } finally {
          rmSync(half);
        }
      },
      async get(sequence) {
        return readIfThere(join(records, nameOf(sequence)));
      },
    },
    signer: {
      sign: async (hash) => sign('sha256', hash, key),
      publicKey: async () => publicKey.export({ type: 'spki', format: 'der' }),
    },
  };
}

/** PEM; made where there is none. */
function privateKey(file: string): string {
  const pem = readIfThere(file);
  if (pem !== undefined) return pem;
  const { privateKey: made } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const text = made.export({ type: 'pkcs8', format: 'pem' }) as string;
  writeFileSync(file, text, { mode: 0o600, flag: 'wx' });
  return text;
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
