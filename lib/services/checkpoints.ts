import * as z from 'zod/mini';
import { CheckpointEvents } from '../aws/checkpoint-events.ts';
import { S3CheckpointStore } from '../aws/checkpoint-store.ts';
import { filled } from '../env.ts';
import { part } from './services.ts';

/** Where checkpoints of the evidence go. */
export const checkpoints = part('checkpoints', {
  environment: z.object({
    EVENT_BUS_NAME: filled,
    /** Of another account; absent: the event alone. */
    CHECKPOINT_BUCKET: z.optional(filled),
    CHECKPOINT_ACCOUNT: z.optional(filled),
  }),
  connect({ EVENT_BUS_NAME, CHECKPOINT_BUCKET: bucket, CHECKPOINT_ACCOUNT: account }, { aws, log }) {
    const store = bucket && account ? new S3CheckpointStore({ bucket, account }, aws.evidence) : undefined;
    const events = new CheckpointEvents(EVENT_BUS_NAME, log, aws.events);
    return { checkpoints: { events, ...(store && { store }) } };
  },
});
