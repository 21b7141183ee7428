/** What a caller may say to `POST /v1/plans/{name}/drills`. */
import * as z from 'zod/mini';
import { unfitText } from '../evidence/fit-text.ts';
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

/** What evidence refuses would leave a drill without any. Throws `RestoreRefused`. */
export function mayBeEvidence(field: string, said: string | undefined): void {
  const detail = said === undefined ? undefined : unfitText(field, said);
  if (detail !== undefined) refuse({ code: 'INVALID_ATTRIBUTE', field, detail, status: 400 });
}

/** As hex digits twice as long. */
export const START_BYTES = 8;

/** The part of the drills' ids that says which request it was. */
export const startOfKey = (caller: string, key: string): string =>
  sha256('drill-request', caller, key).slice(0, 2 * START_BYTES);
