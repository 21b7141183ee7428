/** A checkpoint to where it is kept: another account's bucket where there is one, and the event bus in any case. */
import type { Checkpoint } from './checkpoint.ts';

export interface CheckpointStore {
  /** False: one of that name is there, and stays. */
  putIfAbsent(name: string, text: string): Promise<boolean>;
  close(): void;
}

export interface CheckpointAnnouncer {
  /** Whether it is told. Never throws. */
  tell(checkpoint: Checkpoint): Promise<boolean>;
  close(): void;
}

export interface CheckpointParts {
  readonly events: CheckpointAnnouncer;
  /** Absent: the event alone. */
  readonly store?: CheckpointStore;
}

/** The event bus did not take it: the call can be made again. */
export class CheckpointNotTold extends Error {
  override name = 'CheckpointNotTold' as const;

  constructor() {
    super('The event of the checkpoint could not be sent.');
  }
}

/** Twelve digits, as records have them, so that names sort by day and number. */
const DIGITS = 12;

/** Of the same day and record there is one: whoever comes again finds it. */
export const checkpointName = ({ at, sequence }: Checkpoint): string =>
  `${at.slice(0, 10)}-${String(sequence).padStart(DIGITS, '0')}.json`;

/** Throws {@link CheckpointNotTold}, and what the store throws. */
export async function keepCheckpoint(
  { events, store }: CheckpointParts,
  checkpoint: Checkpoint,
): Promise<void> {
  await store?.putIfAbsent(checkpointName(checkpoint), `${JSON.stringify(checkpoint)}\n`);
  if (!(await events.tell(checkpoint))) throw new CheckpointNotTold();
}
