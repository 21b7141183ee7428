/**
 * Coverage as its rule computes it: reads new drills and, once an hour, Atlas; judges; tells what arose and what was
 * mended. One at a time, by a lease in the head. All of it can be cut off and is done anew: drills are merged in any
 * order, and the head, which says how far they were read, is written last.
 */
import type { CoverageLedger } from '../aws/coverage-ledger.ts';
import type { DrillsConfig } from '../drills/plans/plan.ts';
import { eachOf } from '../each-of.ts';
import type { Log } from '../log.ts';
import { type DrillList, drillNews, mergedDrills, withoutForgotten } from './drills-seen.ts';
import { findingKey, withFindings } from './findings.ts';
import { plansSeen } from './fired.ts';
import { type CoverageState, headFindings, judgeProject, noCounts, projectFindings } from './judge.ts';
import { type PopulationContext, type ProjectRead, readPopulation } from './population.ts';
import {
  type CoverageFinding,
  type CoverageHead,
  type DrillsByName,
  NO_HEAD,
  newProject,
  type ProjectCoverage,
} from './record.ts';
import { computeReviews } from './reviews.ts';
import type { DrillReader } from './unreviewed.ts';

/** Longer than the function may run. */
const LEASE_MS = 6 * 60_000;
/** Of items of the ledger, and their events. */
const AT_ONCE = 8;

export interface CoverageContext extends PopulationContext {
  readonly coverageLedger: CoverageLedger;
  readonly drillLedger: DrillList & DrillReader;
  readonly drills: DrillsConfig;
  readonly simulated: boolean;
  readonly log: Log;
}

export type Computed =
  | { readonly busy: true }
  | {
      readonly busy: false;
      /** When the last reading of all projects began. */
      readonly asOf: string | null;
      /** Projects that were read now, and that the reading under way still has to read. */
      readonly read: number;
      readonly left: number;
      /** False while the drills of before are still being read: nothing is judged without them. */
      readonly judged: boolean;
      /** Drills that have ended meanwhile, and are not in it. */
      readonly endedSince: number;
      readonly findings: number;
      readonly counts: Readonly<Record<CoverageState, number>>;
    };

/** @param limitMs for the readings, by the context's clock; the next invocation goes on with what is left */
export async function computeCoverage(context: CoverageContext, limitMs: number): Promise<Computed> {
  const { coverageLedger, clock } = context;
  const started = clock.now();
  const head = await claimed(coverageLedger, started);
  if (head === undefined) return { busy: true };
  const isOver = () => clock.now().getTime() >= started.getTime() + limitMs;
  const { simulated } = context;
  // A head of an earlier release has passed by drills without a review: they are read once more, which changes nothing else.
  const known = head.reviews === undefined ? {} : head.drills;
  const ended = await coverageLedger.ended();
  const news = await drillNews(context.drillLedger, known, { simulated, now: started, ended, isOver });
  const population = await readPopulation(context, head, isOver);

  const now = clock.now();
  const scope = [...population.head.projects, ...(population.head.pass?.projects ?? [])];
  const names = new Map(scope.map((one) => [one.id, one] as const));
  const dropped = new Set(population.dropped.map(({ id }) => id));
  const untold = new Set<string>();
  const failed: string[] = [];
  const counts = noCounts();
  let findings = 0;
  const config = context.drills.coverage;
  await eachOf(new Set([...names.keys(), ...dropped, ...news.byProject.keys()]), AT_ONCE, async (id) => {
    const stored = await coverageLedger.project(id);
    const known = stored ?? newProject(names.get(id) ?? { id, name: null });
    const projectName = names.get(id)?.name ?? known.projectName;
    const merged = mergedProject(
      { ...known, projectName },
      {
        read: dropped.has(id) ? { deployments: [] } : population.read.get(id),
        drills: news.byProject.get(id),
        now,
      },
    );
    const judged = news.complete
      ? withFindings(merged, projectFindings(merged, config, now), now.toISOString())
      : merged;
    try {
      const { pending } = await coverageLedger.saveProject(stored, judged);
      // Nobody would come to it again.
      if (dropped.has(id) && pending.length > 0) untold.add(id);
    } catch (error) {
      // The others' coverage does not wait for it.
      failed.push(id);
      if (dropped.has(id)) untold.add(id);
      context.log.error('coverage of a project not written', { projectId: id, error: nameOf(error) });
    }
    for (const { state } of judgeProject(judged, config, now)) counts[state] += 1;
    findings += judged.findings.length;
  });

  const { leaseUntil: _, ...free } = population.head;
  const plans = plansSeen(free.plans, context.drills.plans, news.fired, now);
  const reviews = await computeReviews(context, head, news, now);
  // What could not be written is read once more.
  const drills = failed.length > 0 ? free.drills : reviews.readAnew ? {} : news.read;
  const projects = [...free.projects, ...population.dropped.filter(({ id }) => untold.has(id))];
  const next = {
    ...withoutMoved(free, reviews.findings),
    projects,
    plans,
    drills,
    reviews: reviews.projects,
  };
  const saved = await coverageLedger.saveHead(
    news.complete ? withFindings(next, headFindings(next, now), now.toISOString()) : next,
  );
  // Of a project that could not be written too: the list, which is read once more for it, has them by then.
  await coverageLedger.endedRead(ended);
  if (failed.length > 0) throw new CoverageNotWritten(failed.length);
  return {
    busy: false,
    asOf: saved.asOf ?? null,
    read: population.read.size,
    left: saved.pass?.left.length ?? 0,
    judged: news.complete,
    // Not before the lease is given back: whoever was turned away by it is seen here.
    endedSince: (await coverageLedger.ended()).length,
    findings: findings + reviews.findings.length + saved.findings.length,
    counts,
  };
}

/** By it the function fails, and an alarm goes. */
class CoverageNotWritten extends Error {
  override name = 'CoverageNotWritten' as const;

  constructor(projects: number) {
    super(`Coverage of ${projects} projects could not be written: the log names them.`);
  }
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');

/** Undefined: somebody else computes. */
async function claimed(ledger: CoverageLedger, now: Date): Promise<CoverageHead | undefined> {
  const head = (await ledger.head()) ?? NO_HEAD;
  if (head.leaseUntil !== undefined && Date.parse(head.leaseUntil) > now.getTime()) return undefined;
  return ledger.claim({ ...head, leaseUntil: new Date(now.getTime() + LEASE_MS).toISOString() });
}

interface News {
  readonly read: ProjectRead | undefined;
  readonly drills: DrillsByName | undefined;
  readonly now: Date;
}

/** A project that cannot be read keeps what was in it. */
function mergedProject(project: ProjectCoverage, { read, drills, now }: News): ProjectCoverage {
  const merged = { ...project, drills: mergedDrills(project.drills, drills) };
  if (read === undefined) return merged;
  if ('notRead' in read) return { ...merged, notRead: read.notRead };
  const { notRead: _, ...rest } = merged;
  const drilled = withoutForgotten(rest.drills, read.deployments);
  return { ...rest, drills: drilled, readAt: now.toISOString(), deployments: read.deployments };
}

/** A head of an earlier release has findings that are those of another item by now: they are not mended. */
function withoutMoved(head: CoverageHead, moved: readonly CoverageFinding[]): CoverageHead {
  const keys = new Set(moved.map(findingKey));
  return { ...head, findings: head.findings.filter((one) => !keys.has(findingKey(one))) };
}
