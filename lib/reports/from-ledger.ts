/** A report of what the ledger has: what `GET /v1/reports/{period}` answers. Asks nobody else but the chain's store. */
import type { DrillLedger } from '../aws/drill-ledger.ts';
import type { CoverageViewContext } from '../coverage/view.ts';
import type { DrillPlan } from '../drills/plans/plan.ts';
import type { DrillRecord } from '../drills/record.ts';
import { START } from '../evidence/record.ts';
import type { EvidenceIndex, EvidenceStore } from '../evidence/store.ts';
import { composeReport } from './compose.ts';
import { coverageNow } from './coverage-now.ts';
import { type CoverageOfPeriod, lastCoverageRecord } from './coverage-record.ts';
import { factsOf } from './facts.ts';
import { isOver, type Period, trendsSince } from './period.ts';
import type { Report } from './report.ts';
import { restoresBeside } from './restores-beside.ts';

export interface ReportContext extends Omit<CoverageViewContext, 'drillLedger'> {
  readonly drillLedger: Pick<DrillLedger, 'getDrill' | 'listDrills' | 'drillsWithin' | 'restoresWithin'>;
  readonly evidence: {
    readonly store: Pick<EvidenceStore, 'read'>;
    readonly index: Pick<EvidenceIndex, 'find' | 'head'>;
  };
}

/** Read and counted while somebody waits: a quarter of weekly drills of 190 sources. How many an answer holds, fit.ts measures. */
const MOST_LISTED = 2_500;
/** Of the months before: some 5 KB each are read, and API Gateway waits half a minute. A year of drills of 100 sources. */
const MOST_BEFORE = 5_200;
/** A page that lists more of what is not covered is read by nobody. */
const MOST_ROWS = 1_000;

export async function reportOfLedger(context: ReportContext, period: Period): Promise<Report> {
  const { drillLedger, drills: config, clock, simulated } = context;
  const now = clock.now();
  const restoring = new Set<string>();
  const facts = (inPeriod: boolean) => (record: DrillRecord) => {
    if (record.restore !== undefined) restoring.add(record.id);
    return factsOf(withPlan(record, config.plans), inPeriod, now);
  };
  const reading = Promise.all([
    drillLedger.drillsWithin({ ...period, most: MOST_LISTED, keep: facts(true) }),
    drillLedger.drillsWithin({
      from: trendsSince(period, now),
      to: period.from,
      most: MOST_BEFORE,
      keep: facts(false),
    }),
  ]);
  const known = () => reading.then(() => restoring);
  const [[listed, before], restores, then, head] = await Promise.all([
    reading,
    restoresBeside(context, period, known),
    coverageThen(context, period, now),
    context.evidence.index.head(),
  ]);
  return composeReport({
    period,
    now,
    madeFrom: 'ledger',
    simulated,
    drills: [...listed.kept, ...before.kept],
    restores: restores.kept,
    coverage: then.coverage,
    chain: {
      head: head.sequence > START.sequence ? head : null,
      keyIds: [],
      verified: false,
      lastAt: null,
      heldTo: null,
    },
    leftOut: [
      ...cut(listed.after, 'Drills', 'they are neither listed nor counted'),
      ...cut(listed.after ?? before.after, 'Drills', 'they are in no trend'),
      ...cut(restores.after, 'Restores', 'they are neither listed nor counted'),
      ...notAsWritten(then),
    ],
  });
}

const cut = (after: string | undefined, what: string, how: string): readonly string[] =>
  after === undefined
    ? []
    : [
        `${what} that were accepted at ${after} or before are too many for an answer: ${how}. npm run report makes a report of all of them, from the evidence.`,
      ];

const notAsWritten = ({ broken }: CoverageOfPeriod): readonly string[] =>
  broken === undefined
    ? []
    : [
        `The record of coverage, number ${broken}, is not in the store as it was written: nothing is said of coverage. Somebody must look (docs/evidence.md, "When something is found").`,
      ];

function withPlan(record: DrillRecord, plans: readonly DrillPlan[]) {
  const plan = plans.find(({ name }) => name === record.plan);
  return { ...record, ...(plan && { reviewWithinDays: plan.reviewWithinDays }) };
}

/** As it stands, of a period that is not over; of another one as it was written down on its last days. */
async function coverageThen(context: ReportContext, period: Period, now: Date): Promise<CoverageOfPeriod> {
  if (isOver(period, now)) return lastCoverageRecord(context.evidence, period);
  return { coverage: await coverageNow(context, MOST_ROWS) };
}
