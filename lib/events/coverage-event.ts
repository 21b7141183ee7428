/** What is told of coverage on EventBridge: that a finding arose, and that it was mended. */
import type { CoverageChange, CoverageFinding } from '../coverage/record.ts';

export const COVERAGE_CHANGE = 'Restore Drill Coverage Change';

export const COVERAGE_EVENT_VERSION = 1;

export interface CoverageEvent {
  readonly schemaVersion: typeof COVERAGE_EVENT_VERSION;
  /** `<code>#<subject>#<since>#<change>`: the same however often it comes. */
  readonly eventId: string;
  /** Of the changes of one project, of its reviews, or of all that is of none: a greater one is later. */
  readonly sequence: number;
  readonly change: CoverageChange['change'];
  readonly at: string;
  readonly finding: CoverageFinding;
}

export function coverageEvent({ change, sequence, at, finding }: CoverageChange): CoverageEvent {
  const { code, subject, since } = finding;
  return {
    schemaVersion: COVERAGE_EVENT_VERSION,
    eventId: `${code}#${subject}#${since}#${change}`,
    sequence,
    change,
    at,
    finding,
  };
}
