/** The end of the chain as it is now, to be kept elsewhere. */
import { EvidenceChainBroken, type EvidenceParts, knownRecord } from './append.ts';
import { CHECKPOINT_SCHEMA_VERSION, type Checkpoint } from './checkpoint.ts';
import { keyIdOf } from './public-keys.ts';
import { type EvidencePosition, positionOf, START } from './record.ts';

type Parts = Pick<EvidenceParts, 'index' | 'signer'> & {
  readonly store: Pick<EvidenceParts['store'], 'read'>;
};

/** Undefined: there is no record yet. Throws {@link EvidenceChainBroken}: what is broken is no place to be held to. */
export async function takeCheckpoint(
  parts: Parts,
  { now, simulated }: { readonly now: Date; readonly simulated: boolean },
): Promise<Checkpoint | undefined> {
  const end = await chainEnd(parts);
  if (end.sequence === START.sequence) return undefined;
  const key = await parts.signer.publicKey();
  return {
    schemaVersion: CHECKPOINT_SCHEMA_VERSION,
    at: now.toISOString(),
    ...end,
    count: end.sequence,
    publicKeyId: keyIdOf(key),
    publicKey: String(key.export({ type: 'spki', format: 'pem' })),
    simulated,
  };
}

/** The head in the ledger may lag behind: from there on each record is read, and must follow from the one before it. */
async function chainEnd({ store, index }: Parts): Promise<EvidencePosition> {
  const head = await index.head();
  let end = head;
  if (head.sequence > START.sequence) {
    const bytes = await store.read(head.sequence);
    if (bytes === undefined) throw new EvidenceChainBroken(head.sequence, 'is not there any more');
    const { hash } = knownRecord(bytes, head.sequence, undefined);
    if (hash !== head.hash)
      throw new EvidenceChainBroken(head.sequence, 'is another one than the head of the chain names');
  }
  for (;;) {
    const bytes = await store.read(end.sequence + 1);
    if (bytes === undefined) return end;
    end = positionOf(knownRecord(bytes, end.sequence + 1, end.hash));
  }
}
