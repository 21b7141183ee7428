/** Times as they stand on the wire. Inside the simulator a time is a number: milliseconds since 1970. */

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** ISO 8601 in UTC with seconds precision: Atlas sends no milliseconds. */
export function wireTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** Atlas counts in whole seconds; so does every time that the simulator stores. */
export function wholeSecond(ms: number): number {
  return Math.floor(ms / SECOND) * SECOND;
}
