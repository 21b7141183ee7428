/** What our API answers, as schemas: for its OpenAPI document. The types are beside what makes the answers. */
import * as z from 'zod/mini';
import { FAMILIES } from '../atlas/operations.ts';
import { collectionRestoreJobCreate } from '../atlas/schemas/collections.ts';
import { objectId } from '../atlas/schemas/common.ts';
import { drillFields } from '../drills/view-schemas.ts';
import type { DownloadView } from './download.ts';
import type { CollectionOrder } from './families/family.ts';
import type { PlanView } from './plan-view.ts';
import { STATUSES } from './record.ts';
import { UNDOS } from './undo.ts';
import type { RestoreView, VerificationView } from './view.ts';
import { WARNINGS } from './warnings.ts';

/** A field more in a type than here, or the other way round, does not compile. */
type Fields<View> = { readonly [Name in keyof View]-?: z.ZodMiniType };

const moment = z.iso.datetime();
const seconds = z.int().check(z.minimum(0));
const status = z.enum(STATUSES);

/** Which databases and collections, and how they are written. */
const COLLECTION_ORDER = {
  writeStrategy: true,
  indexStrategy: true,
  collections: true,
  databases: true,
  collectionSuffix: true,
  databaseSuffix: true,
} as const satisfies Readonly<Record<keyof CollectionOrder, true>>;

export const deployment = z.object({ projectId: objectId, family: z.enum(FAMILIES), name: z.string() });

export const restoreFields = {
  id: z.string(),
  status,
  reason: z.optional(z.object({ code: z.string(), detail: z.string() })),
  source: deployment,
  snapshot: z.optional(z.object({ id: objectId, createdAt: z.optional(moment) })),
  pointInTime: z.optional(moment),
  oplog: z.optional(z.object({ ts: z.int(), inc: z.int() })),
  target: z.optional(deployment),
  safetySnapshot: z.optional(
    z.object({
      status: z.enum(['WANTED', 'TAKING', 'TAKEN', 'FAILED']),
      id: z.optional(objectId),
      createdAt: z.optional(moment),
      expiresAt: z.optional(moment),
    }),
  ),
  undo: z.optional(z.enum(UNDOS)),
  collections: z.optional(z.pick(collectionRestoreJobCreate, COLLECTION_ORDER)),
  delivery: z.enum(['restore', 'download']),
  atlasJobId: z.optional(objectId),
  adopted: z.boolean(),
  otherJobIds: z.optional(z.array(objectId)),
  requestedBy: z.string(),
  why: z.optional(z.string()),
  ticket: z.optional(z.string()),
  createdAt: moment,
  startedAt: z.optional(moment),
  finishedAt: z.optional(moment),
  expiresAt: z.optional(moment),
  cancelRequestedAt: z.optional(moment),
  inLine: z.optional(z.object({ behind: z.string(), place: z.int().check(z.minimum(1)) })),
  durations: z.optional(z.object({ queuedSeconds: seconds, runningSeconds: seconds, totalSeconds: seconds })),
  timeline: z.array(z.object({ at: moment, status })),
  verified: z.optional(z.nullable(z.union([z.boolean(), z.literal('not-run')]))),
  verification: z.optional(
    z.object({
      startedAt: moment,
      endsBy: moment,
      decidedAt: z.optional(moment),
      code: z.optional(z.string()),
      detail: z.optional(z.string()),
      checks: drillFields.checks,
    } satisfies Fields<VerificationView>),
  ),
  evidence: z.optional(z.object({ sequence: z.int().check(z.minimum(1)), hash: z.string() })),
  links: z.object({
    self: z.string(),
    download: z.optional(z.string()),
    undo: z.optional(z.string()),
    evidence: z.optional(z.string()),
  }),
} satisfies Fields<RestoreView>;

export const restore = z.object(restoreFields);
/** `repeated` is there, and true, when an earlier request was the same one. */
export const acceptedRestore = z.object({ ...restoreFields, repeated: z.optional(z.literal(true)) });
export const restoreList = z.object({ results: z.array(restore), next: z.optional(z.string()) });

export const planSnapshot = z.object({
  id: objectId,
  createdAt: z.optional(moment),
  ageSeconds: z.optional(seconds),
  fallback: z.optional(z.literal(true)),
});

export const restorePlan = z.object({
  snapshot: z.nullable(planSnapshot),
  candidates: z.array(planSnapshot),
  pointInTimeWindow: z.nullable(z.object({ from: moment, to: moment })),
  target: z.nullable(
    z.object({
      id: z.optional(objectId),
      family: z.enum(FAMILIES),
      state: z.optional(z.string()),
      holdsNow: z.union([z.object({ sizeBytes: z.number(), asOf: moment }), z.literal('unknown')]),
    }),
  ),
  expected: z.nullable(
    z.object({
      p50Seconds: seconds,
      p95Seconds: seconds,
      basis: z.object({
        restores: z.int(),
        from: moment,
        to: moment,
        sizeBytes: z.optional(z.number()),
      }),
    }),
  ),
  undo: z.enum(UNDOS),
  warnings: z.array(z.enum(WARNINGS)),
  refusals: z.array(z.object({ code: z.string(), field: z.string(), detail: z.string() })),
  manual: z.array(z.string()),
  planHash: z.string(),
} satisfies Fields<PlanView>);

export const download = z.object({
  id: z.string(),
  urls: z.array(z.string()),
  expiresAt: z.optional(moment),
  notes: z.array(z.string()),
} satisfies Fields<DownloadView>);

export const health = z.object({ status: z.literal('ok'), version: z.string(), time: moment });

/** Our own errors have a reason and parameters always; Atlas' are as they come. */
export const problem = z.object({
  badRequestDetail: z.optional(
    z.object({ fields: z.array(z.object({ field: z.string(), description: z.string() })) }),
  ),
  detail: z.string(),
  error: z.int(),
  errorCode: z.string(),
  parameters: z.array(z.unknown()),
  reason: z.string(),
});
