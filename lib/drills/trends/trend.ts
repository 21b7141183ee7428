/**
 * From the drills of one source to how its figures go on, and which objective will be missed soon. The rule is simple on
 * purpose, so that anybody can work it out by hand: a straight line (least squares) through the last drills of one
 * fidelity class. Pure.
 */
import type { DrillRecord, Finding, Measures, Objectives, Verdict } from '../record.ts';
import type { Fidelity } from '../target/derive.ts';

export interface TrendPoint {
  readonly drill: string;
  /** When it had its place: the start of its RTO. */
  readonly at: string;
  readonly verdict: Verdict;
  readonly verifiedRtoSeconds: number | null;
  readonly technicalRtoSeconds: number | null;
  readonly restoreSeconds: number | null;
  /** Null too of a drill that did not want the newest data: its age says nothing of what would be lost. */
  readonly snapshotAgeSeconds: number | null;
  readonly snapshotSizeBytes: number | null;
}

export interface TrendClass {
  readonly fidelity: Fidelity;
  readonly simulated: boolean;
  /** Of the newest drill. */
  readonly objectives: Objectives;
  /** Oldest first. */
  readonly points: readonly TrendPoint[];
  readonly findings: readonly Finding[];
}

/** As much of a drill as its trend goes by. */
export type TrendFacts = Pick<
  DrillRecord,
  'id' | 'createdAt' | 'verdict' | 'measures' | 'fidelity' | 'marks' | 'snapshot' | 'objectives' | 'simulated'
>;

/** A line goes through the last ones: what was before is another time. */
const MOST_ON_LINE = 12;
/** Fewer make no line. */
const FEWEST_ON_LINE = 4;
const SOON_DAYS = 30;
/** Drills of one night are of one snapshot and one hour: a tenth of what is looked ahead is the least to go by. */
const FEWEST_DAYS = 3;
/** Of a source that is drilled no more, coverage tells; a drill each 35 days, the default, is well within. */
const MOST_DAYS_AGO = 60;
const DAY_MS = 86_400_000;

/** Each class of fidelity for itself, the one that was drilled last first. Of drills that say something of the backup. */
export function trendsOf(drills: readonly TrendFacts[], now: Date): readonly TrendClass[] {
  const classes = new Map<string, { readonly first: TrendFacts; readonly points: TrendPoint[] }>();
  const newestFirst = [...drills].sort((one, other) => Date.parse(startOf(other)) - Date.parse(startOf(one)));
  for (const record of newestFirst) {
    const point = pointOf(record);
    if (point === undefined) continue;
    const key = classKey(record);
    const found = classes.get(key) ?? { first: record, points: [] };
    classes.set(key, found);
    found.points.unshift(point);
  }
  return [...classes.values()].flatMap(({ first, points }) =>
    first.fidelity === undefined
      ? []
      : [
          {
            fidelity: first.fidelity,
            simulated: first.simulated,
            objectives: first.objectives,
            points,
            findings: soonMissed(points, first.objectives, now),
          },
        ],
  );
}

const startOf = ({ marks, createdAt }: TrendFacts): string => marks.startedAt ?? createdAt;

/** Undefined: it could not be decided, or not even begun. */
function pointOf(record: TrendFacts): TrendPoint | undefined {
  const { id, verdict, measures, fidelity, marks, snapshot } = record;
  if (verdict === undefined || verdict === 'INCONCLUSIVE') return undefined;
  if (measures === undefined || fidelity === undefined || marks.startedAt === undefined) return undefined;
  return {
    drill: id,
    at: marks.startedAt,
    verdict,
    verifiedRtoSeconds: measures.verifiedRtoSeconds,
    technicalRtoSeconds: measures.technicalRtoSeconds,
    restoreSeconds: measures.restoreSeconds,
    snapshotAgeSeconds: ageThatCounts(measures),
    snapshotSizeBytes: snapshot?.sizeBytes ?? null,
  };
}

const ageThatCounts = ({ snapshotAgeCounts, snapshotAgeSeconds }: Measures): number | null =>
  snapshotAgeCounts ? snapshotAgeSeconds : null;

function classKey({ fidelity, simulated }: TrendFacts): string {
  const { target, sameProject, sameRegion, sameSize, sameVersion, dropped = [] } = fidelity ?? {};
  return JSON.stringify([
    simulated,
    target,
    sameProject,
    sameRegion,
    sameSize,
    sameVersion,
    [...dropped].sort(),
  ]);
}

function soonMissed(points: readonly TrendPoint[], objectives: Objectives, now: Date): readonly Finding[] {
  const { rto, rtoSeconds, rpoSeconds } = objectives;
  const rtoOf = ({ verifiedRtoSeconds, technicalRtoSeconds }: TrendPoint): number | null =>
    rto === 'verified' ? verifiedRtoSeconds : technicalRtoSeconds;
  const findings = [
    soon(points, rtoOf, { code: 'RTO_MISSED_SOON', what: `The ${rto} RTO`, limit: rtoSeconds }, now),
    soon(
      points,
      ({ snapshotAgeSeconds }) => snapshotAgeSeconds,
      { code: 'RPO_MISSED_SOON', what: 'The snapshot age', limit: rpoSeconds },
      now,
    ),
  ];
  return findings.filter((finding) => finding !== undefined);
}

interface Objective {
  readonly code: string;
  readonly what: string;
  readonly limit: number;
}

/** Of a figure that met its objective the last time: one that missed it, or failed before it had one, has said so itself. */
function soon(
  points: readonly TrendPoint[],
  figureOf: (point: TrendPoint) => number | null,
  { code, what, limit }: Objective,
  now: Date,
): Finding | undefined {
  const known = points
    .map((point) => ({ days: Date.parse(point.at) / DAY_MS, value: figureOf(point) }))
    .filter((one): one is Sample => one.value !== null)
    .slice(-MOST_ON_LINE);
  const [first, last] = [known[0], known.at(-1)];
  if (known.length < FEWEST_ON_LINE || first === undefined || last === undefined) return undefined;
  const newest = points.at(-1);
  if (last.value > limit || (newest?.verdict === 'FAILED' && figureOf(newest) === null)) return undefined;
  const today = now.getTime() / DAY_MS;
  if (last.days - first.days < FEWEST_DAYS || today - last.days > MOST_DAYS_AGO) return undefined;
  const line = lineThrough(known);
  if (line === undefined || line.perDay <= 0) return undefined;
  const crossing = line.days + (limit - line.value) / line.perDay;
  if (crossing > today + SOON_DAYS) return undefined;
  // A line may have crossed it already, between drills that are above and below it.
  const inDays = Math.max(0, Math.ceil(crossing - today));
  const detail = `${what} grows by ${rounded(line.perDay)} s a day over the last ${known.length} drills: the objective of ${limit} s is missed in about ${inDays} days.`;
  return { code, detail };
}

interface Sample {
  readonly days: number;
  readonly value: number;
}

/** Through the middle of all of them, with a slope. Undefined: they are all of one moment. */
export function lineThrough(
  samples: readonly Sample[],
): { readonly days: number; readonly value: number; readonly perDay: number } | undefined {
  const mean = (of: (sample: Sample) => number): number =>
    samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length;
  const days = mean((one) => one.days);
  const value = mean((one) => one.value);
  const spread = samples.reduce((sum, one) => sum + (one.days - days) ** 2, 0);
  if (!(spread > 0)) return undefined;
  const together = samples.reduce((sum, one) => sum + (one.days - days) * (one.value - value), 0);
  return { days, value, perDay: together / spread };
}

const rounded = (value: number): number => Math.round(value * 10) / 10;
