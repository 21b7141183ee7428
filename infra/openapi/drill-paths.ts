/** The routes of plans and drills as operations of the document. */
import { coverage } from '../../lib/coverage/view-schemas.ts';
import { drillRequest } from '../../lib/drills/drill-request.ts';
import { planName } from '../../lib/drills/plans/plan.ts';
import { reviewRequest } from '../../lib/drills/review/request.ts';
import * as views from '../../lib/drills/view-schemas.ts';
import { coverageQuery } from '../../lib/http/coverage-parameters.ts';
import { drillId, drillListQuery, trendSource } from '../../lib/http/drill-parameters.ts';
import { reportPeriod, reportQuery } from '../../lib/http/report-parameters.ts';
import { report } from '../../lib/reports/view-schemas.ts';
import { DRILL_ID } from './drill-examples.ts';
import { content, type JsonObject, ref } from './json.ts';
import { ATLAS_FAILS, json, LOCATION, type OwnRoute } from './own-route.ts';
import { idempotencyKeyParameter, queryParametersOf } from './parameters.ts';
import { schemaRef, toSchema } from './schemas.ts';

const id: JsonObject = {
  component: 'PathDrillId',
  name: 'id',
  in: 'path',
  required: true,
  description: 'The drill.',
  example: DRILL_ID,
  schema: toSchema(drillId),
};
const name: JsonObject = {
  component: 'PathPlanName',
  name: 'name',
  in: 'path',
  required: true,
  description: 'The plan.',
  example: 'nightly-orders',
  schema: toSchema(planName),
};
const key: JsonObject = {
  ...idempotencyKeyParameter,
  component: 'HeaderDrillKey',
  description: 'The same key of the same caller is the same drills of the plan.',
};
/** What elsewhere is called the same and is something else. */
const OWN_PARAMETERS: Readonly<Record<string, JsonObject>> = {
  state: { component: 'QueryCoverageState', description: 'Only deployments in that state.' },
  limit: { component: 'QueryCoverageLimit' },
};

const reviewKey: JsonObject = {
  ...idempotencyKeyParameter,
  component: 'HeaderReviewKey',
  description: 'The same key of the same caller is the same review of the drill.',
};
const trendOf: JsonObject = {
  component: 'QueryTrendSource',
  name: 'source',
  in: 'query',
  required: true,
  description: 'The deployment: `projectId/name`.',
  example: '6b00000000000000000000a1/Accounts',
  schema: toSchema(trendSource),
};
const period: JsonObject = {
  component: 'PathPeriod',
  name: 'period',
  in: 'path',
  required: true,
  description: 'A month or a quarter of UTC, as `2026-11` or `2026-Q4`.',
  example: '2026-11',
  schema: toSchema(reportPeriod),
};
const tags = ['drills'];
const NOT_FOUND = { 404: ['DRILL_NOT_FOUND'] };

export const DRILL_ROUTES: Readonly<Record<string, OwnRoute>> = {
  'GET /v1/plans': {
    tags,
    summary: 'List the plans of drills',
    description:
      'As the configuration has them, with every default, and whether one is suspended. Atlas is not asked.',
    answers: { 200: json(views.drillPlanList, 'All of them, in the order of the configuration.') },
    codes: {},
  },
  'POST /v1/plans/{name}/drills': {
    tags,
    summary: 'Start the drills of a plan, or preview them',
    description:
      'One for each of the sources that the plan means now, whether its rule is enabled or not. With `dryRun` nothing is started, made or written down: Atlas is asked by reads alone. With the same key the preview says the id, the snapshot and the target of the very drills that are started.',
    parameters: [name, key],
    requestBody: { required: false, content: content(schemaRef(drillRequest)) },
    answers: {
      200: json(views.planPreview, 'What they would do, of a dry run.'),
      202: json(views.startedDrills, 'Accepted.'),
    },
    codes: {
      400: [
        'MALFORMED_JSON',
        'MISSING_ATTRIBUTE',
        'INVALID_ATTRIBUTE',
        'INVALID_ENUM_VALUE',
        'SOURCE_NOT_IN_PLAN',
      ],
      404: ['PLAN_NOT_FOUND'],
      409: ['PLAN_SUSPENDED'],
      ...ATLAS_FAILS,
    },
  },
  'POST /v1/plans/{name}/resume': {
    tags,
    summary: 'Resume a plan that is suspended',
    description:
      'After three drills in a row that left something behind, or were late with it, no drill of the plan is started before somebody has looked. The count begins anew.',
    parameters: [name],
    answers: { 202: json(views.drillPlan, 'Its drills are started again, from the next one on.') },
    codes: { 404: ['PLAN_NOT_FOUND'], 409: ['PLAN_NOT_SUSPENDED'], 503: ['TRY_AGAIN'] },
  },
  'GET /v1/drills': {
    tags,
    summary: 'List drills, newest first',
    description: 'A page may hold fewer than were asked for, or none, and have a `next`: then go on by it.',
    parameters: queryParametersOf(drillListQuery),
    answers: { 200: json(views.drillList, 'A page; `next` is the cursor of the page after it.') },
    codes: { 400: ['INVALID_QUERY_PARAMETER'] },
  },
  'GET /v1/drills/{id}': {
    tags,
    summary: 'Get a drill',
    parameters: [id],
    answers: { 200: json(views.drill, 'How it stands.') },
    codes: NOT_FOUND,
  },
  'GET /v1/drills/{id}/evidence': {
    tags,
    summary: 'Get the evidence of a drill',
    description:
      'Its records of the chain as they are stored, byte by byte: of its verdict, of its cleanup once that is over, and of its reviews. The answer is an excerpt that `npm run evidence:verify` takes.',
    parameters: [id],
    answers: { 200: json(views.evidenceList, 'The records.') },
    codes: { 404: ['DRILL_NOT_FOUND', 'EVIDENCE_NOT_FOUND'], 500: ['EVIDENCE_MISSING'] },
  },
  'GET /v1/coverage': {
    tags,
    summary: 'What is drilled, and what is not',
    description:
      'Every deployment of every project in scope, as Atlas was read last, judged now by the drills that the ledger has. `findings` are those of the rows shown, and all that are of no deployment. `Accept: text/csv` or `format=csv` gives the same rows as CSV, and behind them one for each subject of findings that is no deployment.',
    parameters: queryParametersOf(coverageQuery).map((one) => ({
      ...one,
      ...OWN_PARAMETERS[String(one.name)],
    })),
    answers: {
      200: {
        description:
          'The rows, in the order of `projectId` and `name`; `next` is the cursor of the page after it.',
        headers: { 'X-Next-Cursor': ref('headers', 'XNextCursor') },
        content: { ...content(schemaRef(coverage)), ...content({ type: 'string' }, 'text/csv') },
      },
    },
    codes: { 400: ['INVALID_QUERY_PARAMETER'] },
  },
  'POST /v1/drills/{id}/review': {
    tags,
    summary: 'Review a drill that was decided',
    description:
      'Appends to the chain of evidence what somebody made of the drill, and nobody can take that back: whoever thinks better of it reviews it again. A drill that did not pass and has no review in time says so itself (`REVIEW_OVERDUE`).',
    parameters: [id, reviewKey],
    requestBody: { required: true, content: content(schemaRef(reviewRequest)) },
    answers: {
      201: json(views.drillReview, 'In the chain.', LOCATION),
      202: json(views.drillReview, 'Written down; its record in the chain follows.', LOCATION),
    },
    codes: {
      400: ['MALFORMED_JSON', 'MISSING_ATTRIBUTE', 'INVALID_ATTRIBUTE', 'INVALID_ENUM_VALUE'],
      ...NOT_FOUND,
      409: ['DRILL_NOT_DECIDED', 'IDEMPOTENCY_KEY_REUSED', 'TOO_MANY_REVIEWS'],
      503: ['TRY_AGAIN'],
    },
  },
  'GET /v1/trends': {
    tags,
    summary: 'Get the trends of a source',
    description:
      'Of its drills of the last year that passed or failed, oldest first, each class of fidelity for itself: they are not comparable. `complete` is false where the source has more than 1,000 drills in that year: the newest are looked at.',
    parameters: [trendOf],
    answers: { 200: json(views.trends, 'Its figures, and which objective will be missed soon.') },
    codes: { 400: ['INVALID_QUERY_PARAMETER'] },
  },
  'GET /v1/reports/{period}': {
    tags,
    summary: 'Get the report of a month or a quarter',
    description:
      'Coverage, drills, trends, restores, findings and reviews, from the ledger. A page that needs nothing else, to be read and printed; `format` or `Accept` ask for JSON, or for the drills as CSV. Of a period that is not over it is what is known so far. What it leaves out it says in `leftOut`.',
    parameters: [
      period,
      ...queryParametersOf(reportQuery).map((one) => ({ ...one, component: 'QueryReportFormat' })),
    ],
    answers: {
      200: {
        description: 'The report.',
        content: {
          ...content({ type: 'string' }, 'text/html'),
          ...content(schemaRef(report)),
          ...content({ type: 'string' }, 'text/csv'),
        },
      },
    },
    codes: { 400: ['INVALID_PERIOD', 'INVALID_QUERY_PARAMETER'] },
  },
  'DELETE /v1/drills/{id}': {
    tags,
    summary: 'Stop a drill',
    description:
      'Its next step ends it, writes its evidence and takes away what it made. A restore under way is waited for, since Atlas stops none. A target that is kept is given up now.',
    parameters: [id],
    answers: { 202: json(views.drill, 'The cancellation is recorded.', LOCATION) },
    codes: { ...NOT_FOUND, 409: ['DRILL_ENDED'], 503: ['TRY_AGAIN'] },
  },
};
