/** Chains for tests: made by the real append, over stores in memory. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { LocalEvidenceSigner } from '../../../infra/local/evidence/local-signer.ts';
import { MemoryEvidenceStore } from '../../../infra/local/evidence/memory-store.ts';
import { appendEvidence, type EvidenceParts } from '../../../lib/evidence/append.ts';
import { publicKeys } from '../../../lib/evidence/public-keys.ts';
import {
  type EvidenceEntry,
  type EvidencePosition,
  fileNameOf,
  START,
} from '../../../lib/evidence/record.ts';
import type { EvidenceClaim, EvidenceIndex, EvidenceStore } from '../../../lib/evidence/store.ts';
import { type ChainReport, ChainVerifier, type VerifyOptions } from '../../../lib/evidence/verify-chain.ts';

export class MemoryIndex implements EvidenceIndex {
  #head: EvidencePosition = START;
  readonly #claims = new Map<string, EvidenceClaim>();

  async head() {
    return this.#head;
  }
  async advanceHead(to: EvidencePosition) {
    if (to.sequence > this.#head.sequence) this.#head = to;
  }
  async find(key: string) {
    return this.#claims.get(key);
  }
  async claim(key: string, from: number) {
    const held = this.#claims.get(key) ?? { from };
    this.#claims.set(key, held);
    return held;
  }
  async settle(key: string, position: EvidencePosition) {
    if (!this.#claims.get(key)?.position) this.#claims.set(key, { from: position.sequence, position });
  }
  close() {}
}

export const entryOf = (key: string, body: unknown = { drill: key }): EvidenceEntry => ({
  key,
  kind: 'drill',
  at: '2026-11-22T10:00:00.000Z',
  body,
});

export const memoryParts = (signer = new LocalEvidenceSigner()) => ({
  store: new MemoryEvidenceStore(),
  index: new MemoryIndex(),
  signer,
});

/** A chain of so many records, as lines. */
export async function chainOf(count: number, signer = new LocalEvidenceSigner()) {
  const parts = memoryParts(signer);
  for (let at = 1; at <= count; at += 1) await appendEvidence(parts, entryOf(`d${at}#drill`));
  return { parts, lines: await linesIn(parts.store), key: await signer.publicKey() };
}

export async function linesIn(store: EvidenceStore): Promise<Buffer[]> {
  const lines: Buffer[] = [];
  for await (const sequence of store.sequences())
    lines.push(Buffer.from((await store.read(sequence)) ?? new Uint8Array()));
  return lines;
}

/** As lines of a file; or as files of a folder, named by their place. */
export function verify(
  lines: readonly Uint8Array[],
  keys: KeyObject | readonly KeyObject[],
  { named = false, ...options }: VerifyOptions & { named?: boolean } = {},
): ChainReport {
  const verifier = new ChainVerifier(publicKeys([keys].flat()), options);
  for (const [at, bytes] of lines.entries())
    verifier.add({
      place: named ? fileNameOf(at + 1) : `line ${at + 1}`,
      ...(named && { named: at + 1 }),
      content: { bytes },
    });
  return verifier.end();
}

export const codesOf = ({ findings }: ChainReport): string[] =>
  findings.map(({ code, sequence }) => `${code} ${sequence ?? '?'}`);

export const keysOf = (lines: readonly Uint8Array[]): string[] =>
  lines.map((line) => JSON.parse(Buffer.from(line).toString()).envelope.key as string);

export async function verifyParts({ store, signer }: EvidenceParts, options: VerifyOptions = {}) {
  return verify(await linesIn(store), createPublicKey(await signer.publicKey().then(pem)), options);
}

const pem = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' });

export async function listed(sequences: AsyncIterable<number>): Promise<number[]> {
  const all: number[] = [];
  for await (const sequence of sequences) all.push(sequence);
  return all;
}
