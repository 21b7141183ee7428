/** What the ledger holds of coverage: of each project an item, and one of its reviews; and the head, which holds what is of no project. */
import type { Family } from '../atlas/operations.ts';
import type { Verdict } from '../drills/record.ts';

export const FINDING_CODES = [
  'NEVER_DRILLED',
  'OVERDUE',
  'DRILL_FAILED',
  'DRILL_INCONCLUSIVE',
  'EXCLUSION_OVER',
  'PROJECT_NOT_READ',
  'ORGANIZATION_NOT_READ',
  'PLAN_DID_NOT_FIRE',
  'REVIEW_OVERDUE',
  'REVIEWS_LEFT_OUT',
] as const;
export type FindingCode = (typeof FINDING_CODES)[number];

export interface CoverageFinding {
  readonly code: FindingCode;
  /** `projectId/name`, a project's id, a plan's name, a drill's id, or `organization`. */
  readonly subject: string;
  /** When it was found first. */
  readonly since: string;
  readonly detail: string;
}

/** A finding that arose or was mended: each is told once. */
export interface CoverageChange {
  readonly change: 'ARISEN' | 'CLEARED';
  /** Counts the changes of its item, so that a consumer can put them in order. */
  readonly sequence: number;
  readonly at: string;
  readonly finding: CoverageFinding;
}

export interface DrillSeen {
  readonly id: string;
  readonly verdict: Verdict;
  /** When it was decided. */
  readonly at: string;
}

/** Of one source: the last drill that passed, the last that was decided at all, and the last that there was no money for. */
export interface DrillsOfSource {
  readonly passed?: DrillSeen;
  readonly decided?: DrillSeen;
  readonly skipped?: DrillSeen;
}

/** By the deployment's name. */
export type DrillsByName = Readonly<Record<string, DrillsOfSource>>;

export interface CoveredDeployment {
  readonly name: string;
  readonly family: Family;
}

/** What is told, and what is not told yet. */
export interface Announced {
  /** Counts the writes; each write states the one it read. */
  readonly revision: number;
  readonly findings: readonly CoverageFinding[];
  readonly sequence: number;
  readonly pending: readonly CoverageChange[];
}

export interface ProjectCoverage extends Announced {
  readonly projectId: string;
  /** Null: the credential sees the project, and not what it is called. */
  readonly projectName: string | null;
  /** When Atlas said last what is in it; null: never yet. */
  readonly readAt: string | null;
  /** Why Atlas did not say it since. */
  readonly notRead?: string;
  readonly deployments: readonly CoveredDeployment[];
  readonly drills: DrillsByName;
}

export interface ScopeProject {
  readonly id: string;
  readonly name: string | null;
  /** Since when Atlas neither lists nor shows it, without saying that it is gone. */
  readonly lostSince?: string;
}

/** A plan whose rule should fire. */
export interface PlanSeen {
  /** Since when it is known with this schedule: what was due before was nobody's duty. */
  readonly since: string;
  readonly schedule: string;
  /** Of its newest drill by schedule. */
  readonly firedAt?: string;
}

/** How far the list of drills was read. */
export interface DrillsRead {
  /** All that were decided before are known. Absent: none is. */
  readonly from?: string;
  /** Ids of drills that are older than that and still undecided: looked for one by one. */
  readonly late?: readonly string[];
  /** Where a reading that was cut off goes on, and what `from` is after it. */
  readonly resume?: { readonly cursor: string; readonly next: string };
}

export interface CoverageHead extends Announced {
  /** Somebody computes until then. */
  readonly leaseUntil?: string;
  /** When the last reading of all projects began. Absent: none has ended yet. */
  readonly asOf?: string;
  readonly projects: readonly ScopeProject[];
  /** A reading of all projects under way, over several invocations. */
  readonly pass?: {
    readonly startedAt: string;
    readonly projects: readonly ScopeProject[];
    /** Ids of those that are still to be read. */
    readonly left: readonly string[];
  };
  /** Why Atlas did not list the projects, and when it was asked. */
  readonly notListed?: string;
  readonly askedAt?: string;
  readonly drills: DrillsRead;
  /** By name. */
  readonly plans: Readonly<Record<string, PlanSeen>>;
  /** Ids of the projects of which there are reviews to look after. Absent of a head that an earlier release wrote. */
  readonly reviews?: readonly string[];
}

/** Drills of sources in one project that nobody has reviewed: in scope or not, since drills may be of any. */
export interface ReviewCoverage extends Announced {
  readonly projectId: string;
  /** Ids of those that did not pass and have no review. */
  readonly drills: readonly string[];
  /** There are more of them than there is room for; the list of drills is being read anew for them. */
  readonly leftOut?: 'YES' | 'READ_ANEW';
}

export const NO_HEAD: CoverageHead = {
  revision: 0,
  findings: [],
  sequence: 0,
  pending: [],
  projects: [],
  drills: {},
  plans: {},
};

export const newReviews = (projectId: string): ReviewCoverage => ({
  revision: 0,
  projectId,
  drills: [],
  findings: [],
  sequence: 0,
  pending: [],
});

export const newProject = ({ id, name }: ScopeProject): ProjectCoverage => ({
  revision: 0,
  projectId: id,
  projectName: name,
  readAt: null,
  deployments: [],
  drills: {},
  findings: [],
  sequence: 0,
  pending: [],
});
