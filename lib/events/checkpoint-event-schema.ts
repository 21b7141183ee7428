/** The detail of the event of a checkpoint, for its JSON schema and for whoever wants to check one. */
import * as z from 'zod/mini';
import { checkpointSchema } from '../evidence/checkpoint.ts';
import type { CheckpointEvent } from './checkpoint-event.ts';

export const evidenceCheckpoint = z.extend(checkpointSchema, { eventId: z.string() } satisfies Partial<{
  readonly [Name in keyof CheckpointEvent]: z.ZodMiniType;
}>);
