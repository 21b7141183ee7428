/**
 * A place of the chain as somebody else keeps it (docs/evidence.md, "Checkpoints"): whoever may sign and may replace what
 * lies in the store could write a whole chain anew, and a head that is kept in another account shows it.
 */
import * as z from 'zod/mini';
import { keyIdOf, readPublicKey } from './public-keys.ts';

export const CHECKPOINT_SCHEMA_VERSION = 1;

export const checkpointSchema = z.object({
  schemaVersion: z.literal(CHECKPOINT_SCHEMA_VERSION),
  /** When it was taken, by our clock. RFC 3339, UTC. */
  at: z.iso.datetime(),
  /** Of the last record. */
  sequence: z.int().check(z.positive()),
  hash: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  /** Records up to there: as many as the number says, since there is no gap. */
  count: z.int().check(z.positive()),
  /** Of the key that signs now, as records name it. */
  publicKeyId: z.string().check(z.regex(/^sha256:[0-9a-f]{64}$/)),
  /** That key, PEM: kept where nobody can exchange it together with the records. */
  publicKey: z.string().check(z.maxLength(1_000)),
  /** Of a simulated Atlas: proves nothing of MongoDB's. */
  simulated: z.boolean(),
});
export type Checkpoint = z.output<typeof checkpointSchema>;

/** Undefined: it is none. Its key must be the one that it names. @param value bare, or the event with it as its `detail` */
export function checkpointIn(value: unknown): Checkpoint | undefined {
  const { detail } = Object(value) as { detail?: unknown };
  const parsed = checkpointSchema.safeParse(detail ?? value);
  return parsed.success && isOwnKey(parsed.data) ? parsed.data : undefined;
}

function isOwnKey({ publicKey, publicKeyId }: Checkpoint): boolean {
  try {
    return keyIdOf(readPublicKey(publicKey)) === publicKeyId;
  } catch {
    return false;
  }
}

/** Of the day that it is of: the one that has just ended. @param now */
export const dayBefore = (now: Date): string => new Date(now.getTime() - DAY_MS).toISOString().slice(0, 10);

const DAY_MS = 86_400_000;
