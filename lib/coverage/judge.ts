/** What a deployment is, by its drills, the configuration and the time. Pure. */
import type { CoverageConfig, Exclusion } from './config.ts';
import type { Found } from './findings.ts';
import { planFindings } from './fired.ts';
import type { CoverageHead, CoveredDeployment, DrillSeen, FindingCode, ProjectCoverage } from './record.ts';

export const COVERAGE_STATES = [
  'COVERED',
  'OVERDUE',
  'NEVER_DRILLED',
  'FAILED',
  'INCONCLUSIVE',
  'EXCLUDED',
] as const;
export type CoverageState = (typeof COVERAGE_STATES)[number];

export const noCounts = (): Record<CoverageState, number> =>
  Object.fromEntries(COVERAGE_STATES.map((state) => [state, 0])) as Record<CoverageState, number>;

const DAY_MS = 86_400_000;

export interface Judged extends CoveredDeployment {
  readonly projectId: string;
  readonly projectName: string | null;
  readonly state: CoverageState;
  readonly lastPassedAt: string | null;
  /** The last one that was decided, or that was skipped where that says the state. */
  readonly drill: DrillSeen | null;
  readonly exclusion?: Exclusion;
  /** Of it alone. */
  readonly findings: readonly Found[];
}

const FINDING_OF: Partial<Record<CoverageState, FindingCode>> = {
  NEVER_DRILLED: 'NEVER_DRILLED',
  OVERDUE: 'OVERDUE',
  FAILED: 'DRILL_FAILED',
  INCONCLUSIVE: 'DRILL_INCONCLUSIVE',
};

/** Its last day counts. */
const isOver = ({ until }: Exclusion, now: Date): boolean => now.getTime() >= Date.parse(until) + DAY_MS;

export function judgeProject(
  project: Pick<ProjectCoverage, 'projectId' | 'projectName' | 'deployments' | 'drills'>,
  config: CoverageConfig,
  now: Date,
): readonly Judged[] {
  const exclusions = new Map(
    config.exclusions
      .filter(({ projectId }) => projectId === project.projectId)
      // Of several of one deployment the one that holds longest.
      .toSorted((one, other) => Date.parse(one.until) - Date.parse(other.until))
      .map((one) => [one.name, one] as const),
  );
  return project.deployments.map((deployment) =>
    judgeDeployment(project, deployment, { config, exclusion: exclusions.get(deployment.name), now }),
  );
}

interface Given {
  readonly config: CoverageConfig;
  readonly exclusion: Exclusion | undefined;
  readonly now: Date;
}

function judgeDeployment(
  { projectId, projectName, drills }: Pick<ProjectCoverage, 'projectId' | 'projectName' | 'drills'>,
  { name, family }: CoveredDeployment,
  { config: { everyDays }, exclusion, now }: Given,
): Judged {
  const { passed, decided, skipped: last } = drills[name] ?? {};
  const skipped = last !== undefined && last.at > (decided?.at ?? '') ? last : undefined;
  const excluded = exclusion !== undefined && !isOver(exclusion, now);
  const drilled = drilledState({ passed, decided, skipped }, now.getTime() - everyDays * DAY_MS);
  const state = excluded ? 'EXCLUDED' : drilled;
  const subject = `${projectId}/${name}`;
  const code = FINDING_OF[state];
  const findings: Found[] = [];
  if (code !== undefined)
    findings.push({ code, subject, detail: sentence(state, { passed, decided, skipped, everyDays }) });
  if (exclusion !== undefined && !excluded)
    findings.push({
      code: 'EXCLUSION_OVER',
      subject,
      detail: `Its exclusion ended with ${exclusion.until} and excludes nothing: ${exclusion.owner} answers for it.`,
    });
  return {
    projectId,
    projectName,
    name,
    family,
    state,
    lastPassedAt: passed?.at ?? null,
    drill: (state === 'OVERDUE' ? skipped : undefined) ?? decided ?? null,
    ...(excluded && { exclusion }),
    findings,
  };
}

/** What was skipped was due, and is not made good by the one before it: the source is not covered until one passes. */
function drilledState(
  { passed, decided, skipped }: Omit<Known, 'everyDays'>,
  oldest: number,
): Exclude<CoverageState, 'EXCLUDED'> {
  if (decided === undefined) return 'NEVER_DRILLED';
  if (decided.verdict !== 'PASSED') return decided.verdict;
  if (skipped !== undefined) return 'OVERDUE';
  return passed !== undefined && Date.parse(passed.at) >= oldest ? 'COVERED' : 'OVERDUE';
}

interface Known {
  readonly passed: DrillSeen | undefined;
  readonly decided: DrillSeen | undefined;
  /** Newer than `decided`. */
  readonly skipped: DrillSeen | undefined;
  readonly everyDays: number;
}

function sentence(state: CoverageState, { passed, decided, skipped, everyDays }: Known): string {
  switch (state) {
    case 'NEVER_DRILLED':
      return skipped === undefined
        ? 'No drill of it was ever decided.'
        : `No drill of it was ever decided. ${notBegun(skipped)}`;
    case 'OVERDUE':
      if (skipped !== undefined)
        return `${notBegun(skipped)} The last that passed, ${passed?.id}, was at ${passed?.at}.`;
      return `Its last drill that passed, ${passed?.id}, was at ${passed?.at}; one must pass every ${everyDays} days.`;
    case 'FAILED':
      return `Its last drill, ${decided?.id}, failed at ${decided?.at}.`;
    default:
      return `Its last drill, ${decided?.id}, could not be decided at ${decided?.at}.`;
  }
}

const notBegun = ({ id, at }: DrillSeen): string =>
  `Its last drill, ${id}, was not begun at ${at} for what it would have cost (SKIPPED_BUDGET).`;

/** Of a project: those of its deployments, and that it cannot be read. */
export function projectFindings(project: ProjectCoverage, config: CoverageConfig, now: Date): Found[] {
  const found = judgeProject(project, config, now).flatMap(({ findings }) => findings);
  if (project.notRead !== undefined)
    found.push({
      code: 'PROJECT_NOT_READ',
      subject: project.projectId,
      detail: `${project.notRead} What was in it before still counts.`,
    });
  return found;
}

/** What is of no project. */
export function headFindings({ plans, notListed }: CoverageHead, now: Date): readonly Found[] {
  const found = [...planFindings(plans, now)];
  if (notListed !== undefined)
    found.push({
      code: 'ORGANIZATION_NOT_READ',
      subject: 'organization',
      detail: `${notListed} Projects that are new since are not seen.`,
    });
  return found;
}
