/**
 * What is kept of a day that has ended: its coverage in the chain, and then the chain's end where somebody else keeps it.
 * Called again, by a retry or by two at once, it leaves one record of the day, and a checkpoint of each end of the chain
 * that it found.
 */
import type { CoverageViewContext } from '../coverage/view.ts';
import type { EvidenceParts } from '../evidence/append.ts';
import { type Checkpoint, dayBefore } from '../evidence/checkpoint.ts';
import { type CheckpointParts, keepCheckpoint } from '../evidence/keep-checkpoint.ts';
import { takeCheckpoint } from '../evidence/take-checkpoint.ts';
import type { Log } from '../log.ts';
import { recordCoverage } from './day-coverage.ts';

export interface CloseDayContext extends CoverageViewContext {
  readonly evidence: EvidenceParts;
  readonly checkpoints: CheckpointParts;
  readonly log: Log;
}

export interface ClosedDay {
  readonly day: string;
  /** False: nobody has read yet what there is to be drilled. */
  readonly coverage: boolean;
  /** Null: there is no evidence yet. */
  readonly checkpoint: Checkpoint | null;
}

/** Throws what its parts throw, the checkpoint being taken nevertheless: it does not wait for coverage that fails. */
export async function closeDay(context: CloseDayContext): Promise<ClosedDay> {
  const now = context.clock.now();
  const day = dayBefore(now);
  const [coverage] = await Promise.allSettled([recordCoverage(context, day)]);
  const { simulated, evidence, checkpoints, log } = context;
  const checkpoint = await takeCheckpoint(evidence, { now: context.clock.now(), simulated });
  if (checkpoint) await keepCheckpoint(checkpoints, checkpoint);
  if (coverage.status === 'rejected') {
    log.error('coverage of the day not recorded', { day });
    throw coverage.reason;
  }
  return { day, coverage: coverage.value, checkpoint: checkpoint ?? null };
}
