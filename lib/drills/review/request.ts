/** What a caller may say to `POST /v1/drills/{id}/review`. */
import * as z from 'zod/mini';
import { parsedBy } from '../../restores/request.ts';
import { mayBeEvidence } from '../drill-request.ts';
import { DECISIONS } from '../record.ts';

const text = (maximum: number) =>
  z.string().check(z.minLength(1), z.regex(/\S/, 'must not be blank'), z.maxLength(maximum));

export const reviewRequest = z.strictObject({
  decision: z.enum(DECISIONS),
  /** Who decided it, where that is not the caller. An ARN of a session fits. */
  reviewer: z.optional(text(256)),
  ticket: z.optional(text(100)),
  /** A drill's item in the ledger and its events hold all its reviews, and have a size. */
  note: z.optional(text(1_000)),
  /** The drill that looked again. */
  retestDrill: z.optional(text(80)),
});
export type ReviewRequest = z.output<typeof reviewRequest>;

/** Throws `RestoreRefused`. */
export function parseReviewRequest(body: unknown): ReviewRequest {
  const request = parsedBy(reviewRequest, body);
  for (const field of ['reviewer', 'ticket', 'note', 'retestDrill'] as const)
    mayBeEvidence(field, request[field]);
  return request;
}
