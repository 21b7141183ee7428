/** What a check of a drill says (docs/drills.md). Evidence holds these: never a document of anybody's data. */

/** In the order in which they run: the cheapest and most telling first. */
export const CHECK_IDS = [
  'snapshot-eligible',
  'restore-completed',
  'reachable',
  'server-version',
  'collections-present',
  'not-empty',
  'document-counts',
  'indexes-present',
  'newest-document',
  'query-assertion',
  'validate',
] as const;
export type CheckId = (typeof CHECK_IDS)[number];

/** Could not verify is never a pass: INCONCLUSIVE was tried and says nothing, NOT_RUN was not tried. */
export const CHECK_VERDICTS = ['PASS', 'FAIL', 'INCONCLUSIVE', 'NOT_RUN'] as const;
export type CheckVerdict = (typeof CHECK_VERDICTS)[number];

export interface CheckResult {
  readonly id: CheckId;
  /** Which of several of one kind: the name that the plan gives an assertion, or a namespace. */
  readonly subject?: string;
  readonly verdict: CheckVerdict;
  /** Stable, of [A-Z_]; `OK` of a PASS. */
  readonly code: string;
  /** One sentence for people. */
  readonly reason: string;
  /** Whether the drill fails with it, or cannot pass without it. */
  readonly required: boolean;
  /** Whether a PASS of it says something of the data itself: without one of these a drill never passes. */
  readonly provesData: boolean;
  readonly expected?: unknown;
  readonly actual?: unknown;
  readonly tolerance?: unknown;
  readonly durationMs: number;
}
