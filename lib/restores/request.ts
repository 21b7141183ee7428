/** What a caller asks for. The same shape is the API's body, the workflow's input and a direct invocation. */
import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { FAMILIES } from '../atlas/operations.ts';
import { deploymentName, EARLIEST_POINT_IN_TIME_SECONDS, objectId } from '../atlas/schemas/common.ts';
import { fieldErrors } from '../field-errors.ts';
import type { CollectionOrder } from './families/family.ts';
import { RestoreRefused } from './refusal.ts';

/** RFC 3339 in UTC; Atlas works in whole seconds, fractions are cut off. */
const UTC_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/;
export const utcTime = z.string().check(
  z.regex(UTC_TIME, 'must be an RFC 3339 time in UTC, such as 2026-11-22T02:00:00Z'),
  z.refine((text) => !UTC_TIME.test(text) || exists(text), 'is not a time that exists'),
);
const pointInTime = utcTime.check(
  z.refine(
    (text) => !(Date.parse(text) / 1000 < EARLIEST_POINT_IN_TIME_SECONDS),
    'is before 2008-01-01, the earliest point in time Atlas takes',
  ),
);
const INT32_MAX = 2_147_483_647;

/** `Date` takes 30 February for 2 March, and 24:00 for the next day: a restore must not go to another moment. */
function exists(text: string): boolean {
  const time = new Date(text);
  return !Number.isNaN(time.getTime()) && time.toISOString().slice(0, 19) === text.slice(0, 19);
}

/** Aborts, so that a wrong text is answered with all that a choice can be. */
const snapshotId = z
  .string()
  .check(z.refine((text) => objectId.safeParse(text).success, { abort: true }))
  .register(z.globalRegistry, { pattern: '^[a-f0-9]{24}$' });

const snapshotChoice = z.union(
  [
    z.literal('latest'),
    snapshotId,
    z.strictObject({ before: utcTime }),
    z.strictObject({ pointInTime }),
    z.strictObject({
      oplog: z.strictObject({
        ts: z.int().check(z.minimum(EARLIEST_POINT_IN_TIME_SECONDS), z.maximum(INT32_MAX)),
        inc: z.int().check(z.minimum(1), z.maximum(INT32_MAX)),
      }),
    }),
  ],
  'must be "latest", a snapshot id of 24 hex digits, or exactly one of {"before": time}, {"pointInTime": time}, {"oplog": {"ts", "inc"}}',
);

/** A week: Atlas keeps no restore alive for longer, and the workflow's event history must not overflow. */
export const MAX_TIME_LIMIT_MINUTES = 10_080;
/** A day: large restores take hours, and Atlas gives no promise. */
const DEFAULT_TIME_LIMIT_MINUTES = 1_440;

/** Flex bodies take more characters, but a deployment is only found under a name that fits into a path. */
const name = deploymentName.check(z.maxLength(64));
const text = (maximum: number) => z.string().check(z.minLength(1), z.maxLength(maximum));

export const restoreRequest = z.strictObject({
  source: z.strictObject({ projectId: objectId, name, family: z.optional(z.enum(FAMILIES)) }),
  snapshot: snapshotChoice,
  target: z.optional(z.strictObject({ projectId: objectId, name })),
  delivery: z._default(z.enum(['restore', 'download']), 'restore'),
  confirmTarget: z.optional(text(128)),
  whenTargetBusy: z._default(z.enum(['wait', 'refuse']), 'refuse'),
  safetySnapshot: z.optional(z.boolean()),
  timeLimitMinutes: z._default(
    z.int().check(z.minimum(1), z.maximum(MAX_TIME_LIMIT_MINUTES)),
    DEFAULT_TIME_LIMIT_MINUTES,
  ),
  again: z._default(z.boolean(), false),
  planHash: z.optional(text(64)),
  /** Whether its data is read and checked afterwards, as a drill's is. */
  verify: z.optional(z.boolean()),
  reason: z.optional(text(500)),
  ticket: z.optional(text(100)),
  dryRun: z._default(z.boolean(), false),
});
export type RestoreRequest = z.output<typeof restoreRequest>;
export type RestoreRequestInput = z.input<typeof restoreRequest>;
export type SnapshotChoice = RestoreRequest['snapshot'];

/** Throws {@link RestoreRefused} with every field that is wrong. */
export const parseRequest = (body: unknown): RestoreRequest => parsedBy(restoreRequest, body);

/** The same, of another body. */
export function parsedBy<Schema extends z.ZodMiniType>(schema: Schema, body: unknown): z.output<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [first, ...rest] = fieldErrors(parsed.error, body).map((wrong) => ({
    ...wrong,
    field: wrong.field || 'body',
    status: 400,
  }));
  if (first === undefined) throw new TypeError('A parse error has an issue.');
  throw new RestoreRefused([first, ...rest]);
}

/**
 * What makes two requests the same request: everything but how it is asked for (`again`, `planHash`, `dryRun`).
 * Key order does not matter; the result is 64 hex digits.
 * @param collections what is restored of it, where that is not all
 */
export function hashRequest(request: RestoreRequest, collections?: CollectionOrder): string {
  const { again: _again, planHash: _planHash, dryRun: _dryRun, verify, ...rest } = request;
  // Not to be verified is what a request without the field means.
  const meaning = { ...rest, ...(verify === true && { verify }), ...(collections && { collections }) };
  return sha256(canonicalJson(meaning));
}

export function sha256(...parts: readonly string[]): string {
  // A length before each part: ('a', 'bc') and ('ab', 'c') must differ.
  return createHash('sha256')
    .update(parts.map((part) => `${part.length}:${part}`).join(''))
    .digest('hex');
}

/** JSON with sorted keys, so that equal values have equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
