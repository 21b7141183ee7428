/** What is told of a checkpoint on EventBridge: all of it, so that a rule can carry it into another account. */
import { CHECKPOINT_SCHEMA_VERSION, type Checkpoint } from '../evidence/checkpoint.ts';

export const EVIDENCE_CHECKPOINT = 'Restore Drill Evidence Checkpoint';

export interface CheckpointEvent extends Checkpoint {
  /** `<day>#<sequence>`: the same however often it comes. */
  readonly eventId: string;
}

/** Fields of the checkpoint may be added; a verifier takes the detail as it is. */
export const checkpointEvent = (checkpoint: Checkpoint): CheckpointEvent => ({
  ...checkpoint,
  schemaVersion: CHECKPOINT_SCHEMA_VERSION,
  eventId: `${checkpoint.at.slice(0, 10)}#${checkpoint.sequence}`,
});
