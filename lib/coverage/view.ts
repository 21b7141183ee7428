/** Coverage as the API shows it: what the ledger has, judged now and with the drills since. Asks nobody else. */
import type { CoverageLedger } from '../aws/coverage-ledger.ts';
import type { Clock } from '../clock.ts';
import type { DrillsConfig } from '../drills/plans/plan.ts';
import { eachOf } from '../each-of.ts';
import type { Exclusion } from './config.ts';
import { type DrillList, type DrillNews, drillNews, mergedDrills } from './drills-seen.ts';
import { dated } from './findings.ts';
import { plansSeen } from './fired.ts';
import {
  type CoverageState,
  headFindings,
  type Judged,
  judgeProject,
  noCounts,
  projectFindings,
} from './judge.ts';
import {
  type CoverageFinding,
  type CoverageHead,
  type DrillSeen,
  NO_HEAD,
  type ProjectCoverage,
} from './record.ts';
import { reviewsOwed } from './reviews-owed.ts';
import type { DrillReader } from './unreviewed.ts';

export interface CoverageRow extends Pick<Judged, 'projectId' | 'projectName' | 'name' | 'family' | 'state'> {
  readonly lastPassedAt: string | null;
  readonly drill: DrillSeen | null;
  readonly exclusion?: Pick<Exclusion, 'reason' | 'owner' | 'until'>;
}

export interface CoverageView {
  /** When the last reading of all projects began; null: none has ended yet. */
  readonly asOf: string | null;
  /** Of all, whatever the state that is asked for. */
  readonly counts: Readonly<Record<CoverageState, number>>;
  readonly results: readonly CoverageRow[];
  /** Those of the deployments in `results`, and all that are of none. */
  readonly findings: readonly CoverageFinding[];
  readonly next?: string;
}

export interface CoverageQuery {
  readonly state?: CoverageState;
  readonly projectId?: string;
  readonly limit: number;
  /** `projectId/name` of the last row of the page before. */
  readonly cursor?: string;
}

export interface CoverageViewContext {
  readonly coverageLedger: CoverageLedger;
  readonly drillLedger: DrillList & DrillReader;
  readonly drills: DrillsConfig;
  readonly simulated: boolean;
  readonly clock: Clock;
}

/** Of items of the ledger. */
const AT_ONCE = 25;
/** API Gateway waits 29 s in all; what is older than that has been read by the rule. */
const DRILLS_MS = 5_000;

export const rowKey = ({ projectId, name }: Pick<CoverageRow, 'projectId' | 'name'>): string =>
  `${projectId}/${name}`;

export async function coverageView(
  context: CoverageViewContext,
  { state, projectId, limit, cursor }: CoverageQuery,
): Promise<CoverageView> {
  const { drills, clock } = context;
  const now = clock.now();
  const head = (await context.coverageLedger.head()) ?? NO_HEAD;
  const news = await newsSince(context, head, now);
  const projects = (await projectsOf(context, head, projectId)).map((project) => ({
    ...project,
    drills: mergedDrills(project.drills, news?.byProject.get(project.projectId)),
  }));

  const all = projects
    .flatMap((project) => judgeProject(project, drills.coverage, now))
    .sort((a, b) => (rowKey(a) < rowKey(b) ? -1 : 1));
  const counts = noCounts();
  for (const one of all) counts[one.state] += 1;
  const wanted = all.filter(
    (one) => (state === undefined || one.state === state) && (cursor === undefined || rowKey(one) > cursor),
  );
  const page = wanted.slice(0, limit);
  const last = page.at(-1);
  const inPage = new Set(page.map(rowKey));
  const ofNone = new Set(all.map(rowKey));
  const isShown = ({ subject }: CoverageFinding) => inPage.has(subject) || !ofNone.has(subject);
  return {
    asOf: head.asOf ?? null,
    counts,
    results: page.map(toRow),
    findings: [
      ...(projectId === undefined ? findingsOfHead(context, head, news, now) : []),
      ...(await reviewsOwed(context, head, news?.unreviewed, { projectId, now })),
      ...projects.flatMap((project) =>
        dated(project.findings, projectFindings(project, drills.coverage, now), now.toISOString()).filter(
          isShown,
        ),
      ),
    ],
    ...(wanted.length > limit && last && { next: rowKey(last) }),
  };
}

/** Undefined: the rule has not read the drills of before, and a caller does not wait for that. */
async function newsSince(
  { drillLedger, simulated, clock }: CoverageViewContext,
  head: CoverageHead,
  now: Date,
): Promise<DrillNews | undefined> {
  if (head.drills.from === undefined) return undefined;
  const isOver = () => clock.now().getTime() >= now.getTime() + DRILLS_MS;
  const { from, late = [] } = head.drills;
  return drillNews(drillLedger, { from, late }, { simulated, now, isOver });
}

async function projectsOf(
  { coverageLedger }: CoverageViewContext,
  { projects, pass }: CoverageHead,
  only: string | undefined,
): Promise<readonly ProjectCoverage[]> {
  const ids = new Set([...projects, ...(pass?.projects ?? [])].map(({ id }) => id));
  const wanted = [...ids].filter((id) => only === undefined || id === only);
  const found: ProjectCoverage[] = [];
  await eachOf(wanted, AT_ONCE, async (id) => {
    const project = await coverageLedger.project(id);
    if (project !== undefined) found.push(project);
  });
  return found.sort((a, b) => (a.projectId < b.projectId ? -1 : 1));
}

function findingsOfHead(
  { drills }: CoverageViewContext,
  head: CoverageHead,
  news: DrillNews | undefined,
  now: Date,
): readonly CoverageFinding[] {
  const plans = plansSeen(head.plans, drills.plans, news?.fired ?? new Map(), now);
  return dated(head.findings, headFindings({ ...head, plans }, now), now.toISOString());
}

function toRow(judged: Judged): CoverageRow {
  const { projectId, projectName, name, family, state, lastPassedAt, drill, exclusion } = judged;
  return {
    projectId,
    projectName,
    name,
    family,
    state,
    lastPassedAt,
    drill,
    ...(exclusion && {
      exclusion: { reason: exclusion.reason, owner: exclusion.owner, until: exclusion.until },
    }),
  };
}
