/**
 * A report that one answer can hold. Lambda answers 6 MB, with the body as a JSON string in it, and fails beyond; how large
 * a report is depends on how much went wrong in it, so it is measured, and not reckoned from counts.
 */
import type { Report } from './report.ts';

/** 6 MiB less what the answer has beside its body. */
export const MOST_ANSWER_BYTES = 6 * 1024 * 1024 - 64 * 1024;
/** Drills are not of one size: a little less than the share that would fit on average. */
const SHARE = 0.9;

export interface Fitted {
  readonly report: Report;
  readonly text: string;
}

/** As it is where it fits; else with the newest drills alone, and with a sentence in `leftOut` that says so. */
export function fitted(report: Report, write: (report: Report) => string): Fitted {
  let tried: Fitted = { report, text: write(report) };
  for (let kept = report.drills.length; kept > 0 && isTooLarge(tried.text); ) {
    kept = Math.floor(kept * Math.min(SHARE, (SHARE * MOST_ANSWER_BYTES) / sizeOf(tried.text)));
    const less = withNewest(report, kept);
    tried = { report: less, text: write(less) };
  }
  if (!isTooLarge(tried.text)) return tried;
  const less = withoutTrends(tried.report);
  return { report: less, text: write(less) };
}

const sizeOf = (text: string): number => Buffer.byteLength(JSON.stringify(text));
const isTooLarge = (text: string): boolean => sizeOf(text) > MOST_ANSWER_BYTES;

const ALL_OF_IT = 'npm run report makes a report of all of them, from the evidence.';

/** All of them stay counted. */
function withNewest(report: Report, kept: number): Report {
  const left = report.drills.length - kept;
  const drills = report.drills.slice(left);
  const listed = new Set(drills.map(({ id }) => id));
  return {
    ...report,
    drills,
    reviews: report.reviews.filter(({ drill }) => listed.has(drill)),
    leftOut: [
      ...report.leftOut,
      `Drills that were accepted at ${report.drills[left - 1]?.createdAt} or before, ${left} of them, are too much for an answer: they and their reviews are counted and not listed. ${ALL_OF_IT}`,
    ],
  };
}

const withoutTrends = (report: Report): Report => ({
  ...report,
  trends: [],
  leftOut: [...report.leftOut, `Trends are too much for an answer, and are left out. ${ALL_OF_IT}`],
});
