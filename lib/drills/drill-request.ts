/** What a caller may say to `POST /v1/plans/{name}/drills`. */
import * as z from 'zod/mini';
import { EvidenceRefused } from '../evidence/canonical.ts';
import { assertNoCredentials } from '../evidence/credentials.ts';
import { refuse } from '../restores/refusal.ts';
import { parsedBy, sha256 } from '../restores/request.ts';
import { place } from './plans/plan.ts';

const text = (maximum: number) => z.string().check(z.minLength(1), z.maxLength(maximum));

export const drillRequest = z.strictObject({
  dryRun: z._default(z.boolean(), false),
  /** That one of the plan's sources alone. */
  source: z.optional(z.strictObject(place)),
  reason: z.optional(text(500)),
  ticket: z.optional(text(100)),
});
export type DrillRequest = z.output<typeof drillRequest>;

/** Throws `RestoreRefused`. */
export function parseDrillRequest(body: unknown): DrillRequest {
  const request = parsedBy(drillRequest, body);
  for (const field of ['reason', 'ticket'] as const) mayBeEvidence(field, request[field]);
  return request;
}

/** What callers say of a drill is in its evidence: what that refuses would leave a drill without any. Throws `RestoreRefused`. */
export function mayBeEvidence(field: string, said: string | undefined): void {
  if (said === undefined) return;
  const wrong = (detail: string) => refuse({ code: 'INVALID_ATTRIBUTE', field, detail, status: 400 });
  if (!said.isWellFormed()) wrong(`${field} holds half a character (a lone surrogate).`);
  try {
    assertNoCredentials(said, field);
  } catch (error) {
    if (error instanceof EvidenceRefused) wrong(error.message);
    throw error;
  }
}

/** As hex digits twice as long. */
export const START_BYTES = 8;

/** The part of the drills' ids that says which request it was. */
export const startOfKey = (caller: string, key: string): string =>
  sha256('drill-request', caller, key).slice(0, 2 * START_BYTES);
