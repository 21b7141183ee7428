/** Tells EventBridge of a checkpoint. */
import { checkpointEvent, EVIDENCE_CHECKPOINT } from '../events/checkpoint-event.ts';
import type { Checkpoint } from '../evidence/checkpoint.ts';
import type { CheckpointAnnouncer } from '../evidence/keep-checkpoint.ts';
import type { Log } from '../log.ts';
import type { AwsConnection } from './connection.ts';
import { EventBus } from './event-bus.ts';

export class CheckpointEvents implements CheckpointAnnouncer {
  readonly #bus: EventBus;

  constructor(bus: string, log: Log, connection: AwsConnection = {}) {
    this.#bus = new EventBus(bus, log, connection);
  }

  tell(checkpoint: Checkpoint): Promise<boolean> {
    const entry = {
      detailType: EVIDENCE_CHECKPOINT,
      at: checkpoint.at,
      detail: checkpointEvent(checkpoint),
    };
    return this.#bus.put([entry], { of: 'checkpoint' });
  }

  close(): void {
    this.#bus.close();
  }
}
