/** How long functions of drills may take, and what those that work hard get. */
import { Duration } from 'aws-cdk-lib';

/** Below the 300 s of the state; its slices end after 210 s, and a read that is under way then after 30 more. */
export const VERIFY_TIMEOUT = Duration.seconds(290);
/** More than half a processor: reading the target is on the clock of the RTO, and each function does TLS and BSON alone. */
export const VERIFY_MEMORY_MB = 1_024;
/** An organisation of hundreds of projects in one go; the next invocation goes on with what is left. */
export const COVERAGE_TIMEOUT = Duration.seconds(300);
/** A whole processor: it parses a year of records while somebody waits, and a chain that its head lags behind. */
export const REPORT_MEMORY_MB = 1_769;
/** The longest that Lambda tries an event again: Atlas, which is asked for sources by tag, may be away for a while. */
export const START_AGAIN = Duration.hours(6);
