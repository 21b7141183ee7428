/** Evidence in memory, with a key of its own, whose calls a test may let fail. */
import { generateKeyPairSync, sign } from 'node:crypto';
import type { EvidenceParts } from '../../../lib/evidence/append.ts';
import { nameOf } from '../../../lib/evidence/record.ts';
import type { Place } from '../../../lib/evidence/store.ts';
import { type ChainText, publicKeysOf } from '../../../lib/evidence/verify.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
export const publicPem = publicKey.export({ type: 'spki', format: 'pem' }) as string;
export const keys = publicKeysOf([publicPem]);

export interface Memory {
  readonly parts: EvidenceParts;
  readonly records: Map<number, string>;
  texts(): ChainText[];
}

/** @param around each call: what it does before and after, or throws */
export function memory(around: (call: string) => Promise<void> = async () => {}): Memory {
  const records = new Map<number, string>();
  const keysOfRecords = new Map<string, Place>();
  let head: Place | undefined;
  const call = async <Answer>(name: string, work: () => Answer): Promise<Answer> => {
    await around(`before ${name}`);
    const answer = work();
    await around(`after ${name}`);
    return answer;
  };
  const parts: EvidenceParts = {
    clock: new FakeClock(),
    signer: {
      sign: async (hash) => sign('sha256', hash, privateKey),
      publicKey: async () => publicKey.export({ type: 'spki', format: 'der' }),
    },
    store: {
      putIfAbsent: (sequence, text) =>
        call('put', () => {
          if (records.has(sequence)) return false;
          records.set(sequence, text);
          return true;
        }),
      get: (sequence) => call('get', () => records.get(sequence)),
    },
    index: {
      head: () => call('head', () => head),
      advance: (place) =>
        call('advance', () => {
          if (head === undefined || head.sequence < place.sequence) head = place;
        }),
      find: (key) => call('find', () => keysOfRecords.get(key)),
      remember: (key, place) =>
        call('remember', () => {
          if (!keysOfRecords.has(key)) keysOfRecords.set(key, place);
        }),
    },
  };
  const texts = () =>
    [...records].sort(([a], [b]) => a - b).map(([sequence, text]) => ({ name: nameOf(sequence), text }));
  return { parts, records, texts };
}
