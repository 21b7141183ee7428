/** The JSON schemas of our events' details, as they stand in docs/. */
import type * as z from 'zod/mini';
import { EVIDENCE_CHECKPOINT } from '../../lib/events/checkpoint-event.ts';
import { evidenceCheckpoint } from '../../lib/events/checkpoint-event-schema.ts';
import { COVERAGE_CHANGE } from '../../lib/events/coverage-event.ts';
import { coverageChange } from '../../lib/events/coverage-event-schema.ts';
import { DRILL_DETAIL_TYPES } from '../../lib/events/drill-event.ts';
import { drillEvents } from '../../lib/events/drill-event-schema.ts';
import { PLAN_CHANGE } from '../../lib/events/plan-event.ts';
import { planChange } from '../../lib/events/plan-event-schema.ts';
import { RESTORE_STATE_CHANGE } from '../../lib/events/restore-event.ts';
import { restoreEvent } from '../../lib/events/restore-event-schema.ts';
import { VERIFICATION_STATE_CHANGE } from '../../lib/events/verification-event.ts';
import { verificationEvent } from '../../lib/events/verification-event-schema.ts';
import { coverageChangeExample } from './coverage-examples.ts';
import { DRILL_ID, drillExample } from './drill-examples.ts';
import { EXAMPLES, RESTORE_ID } from './examples.ts';
import type { JsonObject } from './json.ts';
import { toSchema } from './schemas.ts';

export interface EventSchema {
  readonly detailType: string;
  readonly file: URL;
  readonly text: string;
}

/** The verdict comes before anything is taken away. */
const decided = { status: 'CLEANING_UP', phase: 'CLEANUP', cleanup: null };

const notVerified = {
  verified: false,
  verification: {
    startedAt: '2026-11-22T10:05:00.000Z',
    endsBy: '2026-11-22T11:35:00.000Z',
    decidedAt: '2026-11-22T10:06:10.000Z',
    code: 'COUNT_DROPPED',
    detail:
      'document-counts: Collections have fewer documents than when they were verified last. app.accounts.',
    checks: [],
  },
};

export const EVENT_SCHEMAS: readonly EventSchema[] = [
  eventSchema(RESTORE_STATE_CHANGE, restoreEvent, {
    eventId: `${RESTORE_ID}#SUCCEEDED`,
    ...EXAMPLES.Restore,
  }),
  eventSchema(VERIFICATION_STATE_CHANGE, verificationEvent, {
    schemaVersion: 1,
    eventId: `${RESTORE_ID}#VERIFIED`,
    sequence: 3,
    ...EXAMPLES.Restore,
    ...notVerified,
  }),
  eventSchema(DRILL_DETAIL_TYPES.VERDICT, drillEvents.VERDICT, {
    schemaVersion: 1,
    eventId: `${DRILL_ID}#VERDICT`,
    sequence: 1,
    ...drillExample,
    ...decided,
  }),
  eventSchema(DRILL_DETAIL_TYPES.CLEANUP, drillEvents.CLEANUP, {
    schemaVersion: 1,
    eventId: `${DRILL_ID}#CLEANUP`,
    sequence: 2,
    ...drillExample,
  }),
  eventSchema(COVERAGE_CHANGE, coverageChange, coverageChangeExample),
  eventSchema(EVIDENCE_CHECKPOINT, evidenceCheckpoint, {
    schemaVersion: 1,
    eventId: '2026-11-23#42',
    at: '2026-11-23T00:15:04.000Z',
    sequence: 42,
    hash: '3445d72f9746cd1b777634ef973fa209d476af0d48622e3cc7c915b5e27af9ab',
    count: 42,
    publicKeyId: `sha256:${'5e'.repeat(32)}`,
    publicKey: '-----BEGIN PUBLIC KEY-----\n…\n-----END PUBLIC KEY-----\n',
    simulated: false,
  }),
  eventSchema(PLAN_CHANGE, planChange, {
    schemaVersion: 1,
    eventId: 'nightly-accounts#RESUMED#2026-11-23T08:00:00.000Z',
    plan: 'nightly-accounts',
    state: 'RESUMED',
    at: '2026-11-23T08:00:00.000Z',
    failures: [DRILL_ID],
    resumedBy: 'ada',
  }),
];

function eventSchema(detailType: string, detail: z.ZodMiniType, example: JsonObject): EventSchema {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `Detail of a ${detailType} of atlas-restore`,
    ...toSchema(detail),
    examples: [example],
  };
  return {
    detailType,
    file: new URL(`../../docs/${detailType.toLowerCase().replaceAll(' ', '-')}.schema.json`, import.meta.url),
    text: `${JSON.stringify(schema, null, 2)}\n`,
  };
}
