/**
 * What a report says of a month or a quarter (docs/drills.md, "Reports"). Made of the ledger by the API, and of a verified
 * chain of evidence by `npm run report`: the page, the CSV and the JSON are views of this one value.
 */
import type { CoverageState } from '../coverage/judge.ts';
import type { CoverageFinding } from '../coverage/record.ts';
import type { CoverageRow } from '../coverage/view.ts';
import type { CheckId, CheckVerdict } from '../drills/check-result.ts';
import type { DrillRecord, DrillReview, Finding, Measures, Objectives, Verdict } from '../drills/record.ts';
import type { Fidelity } from '../drills/target/derive.ts';
import type { TrendClass } from '../drills/trends/trend.ts';
import type { EvidencePosition } from '../evidence/record.ts';
import type { Place } from '../restores/families/family.ts';
import type { Deployment, RestoreStatus } from '../restores/record.ts';
import type { Period } from './period.ts';

export const REPORT_SCHEMA_VERSION = 1;

export interface Report {
  readonly schemaVersion: typeof REPORT_SCHEMA_VERSION;
  readonly period: Period;
  /** Before the period's end it is a report of what is known so far. RFC 3339, as every moment here. */
  readonly madeAt: string;
  readonly madeFrom: 'ledger' | 'evidence';
  /** Something in it is of a simulated Atlas, and proves nothing of MongoDB's. */
  readonly simulated: boolean;
  readonly tool: { readonly name: string; readonly version: string };
  /** What is missing in it, a sentence each: a report that leaves something out says so. */
  readonly leftOut: readonly string[];
  readonly summary: ReportSummary;
  /** Null: nobody has counted, or nothing of it is in the evidence. */
  readonly coverage: ReportCoverage | null;
  /** Accepted within the period, oldest first. */
  readonly drills: readonly ReportDrill[];
  /** By source, of the year up to the period's end. */
  readonly trends: readonly ReportTrend[];
  /** Restores that are no part of a drill, accepted within the period, oldest first. */
  readonly restores: readonly ReportRestore[];
  /** What is to be done: of trends, of reviews that nobody made, of restores that were not verified. */
  readonly findings: readonly ReportFinding[];
  readonly reviews: readonly ReportReview[];
  readonly chain: ReportChain;
}

export interface ReportSummary {
  readonly drills: number;
  /** `UNDECIDED`: still running. */
  readonly verdicts: Readonly<Record<Verdict | 'UNDECIDED', number>>;
  /** Sources that were drilled. */
  readonly sources: number;
  readonly reviews: number;
  /** Of the drills of the period of which nothing is left; null where no price is. */
  readonly costUsd: number | null;
  readonly restores: number;
  /** Of restores that asked for it. */
  readonly verified: Readonly<Record<'true' | 'false' | 'not-run', number>>;
}

export interface ReportCoverage {
  /** Of which moment: when it was judged. */
  readonly judgedAt: string;
  /** When the last reading of all projects began; null: none has ended yet. */
  readonly asOf: string | null;
  readonly counts: Readonly<Record<CoverageState, number>>;
  /** Those that are not COVERED; `not listed` of them are left out, where there are too many. */
  readonly rows: readonly CoverageRow[];
  readonly notListed: number;
  readonly findings: readonly CoverageFinding[];
}

export interface ReportDrill {
  readonly id: string;
  readonly plan: string;
  readonly source: DrillRecord['source'];
  readonly trigger: DrillRecord['trigger'];
  readonly createdAt: string;
  readonly simulated: boolean;
  readonly verdict: Verdict | null;
  readonly findings: readonly Finding[];
  readonly snapshot: { readonly id?: string; readonly createdAt: string } | null;
  readonly atlasJobId: string | null;
  readonly fidelity: Fidelity | null;
  readonly objectives: Objectives;
  readonly measures: Measures | null;
  readonly checks: Readonly<Record<CheckVerdict, number>>;
  /** Those that did not pass. */
  readonly notPassed: readonly ReportCheck[];
  /** Once nothing is left of it; null before, and where no price is. */
  readonly costUsd: number | null;
  /** By the estimate before anything was made; a target that does not go costs more. */
  readonly estimatedUsd: number | null;
  /** What became of its target; null: it is not cleaned up yet. */
  readonly cleanup: { readonly target: string; readonly at: string | null } | null;
  readonly evidence: EvidencePosition | null;
  readonly cleanupEvidence: EvidencePosition | null;
}

export interface ReportCheck {
  readonly id: CheckId;
  readonly subject?: string;
  readonly verdict: CheckVerdict;
  readonly code: string;
  readonly reason: string;
}

export interface ReportTrend {
  readonly source: Place;
  readonly classes: readonly TrendClass[];
}

export interface ReportRestore {
  readonly id: string;
  readonly requestedBy: string;
  readonly why: string | null;
  readonly ticket: string | null;
  readonly source: Deployment;
  /** Null: a download. */
  readonly target: Deployment | null;
  readonly status: RestoreStatus;
  readonly createdAt: string;
  readonly finishedAt: string | null;
  readonly atlasJobId: string | null;
  /** Null: nobody asked for it, or it is not decided yet. */
  readonly verified: true | false | 'not-run' | null;
  readonly evidence: EvidencePosition | null;
}

export interface ReportFinding {
  readonly code: string;
  /** `projectId/name`, the id of a drill or of a restore. */
  readonly subject: string;
  readonly detail: string;
}

export interface ReportReview extends Omit<DrillReview, 'requestKey' | 'evidence'> {
  readonly drill: string;
  readonly evidence: EvidencePosition | null;
}

export interface ReportChain {
  /** Null: nothing was ever written. */
  readonly head: EvidencePosition | null;
  /** Of the records of the period's drills, cleanups, reviews and restores; null: none. */
  readonly span: { readonly from: number; readonly to: number } | null;
  /** Ids of the keys that signed them; empty where the ledger was asked, which does not know. */
  readonly keyIds: readonly string[];
  /** Whether all of the chain, as far as its head, was verified for this report: only `npm run report` does. */
  readonly verified: boolean;
  /** The latest moment that a record of it says. Null: there is none, or the ledger was asked, which does not know. */
  readonly lastAt: string | null;
  /**
   * The highest number that was known from elsewhere, by a head or a checkpoint, and is in it. Null: nothing was known,
   * and whether later records were cut off nobody can tell.
   */
  readonly heldTo: number | null;
}
