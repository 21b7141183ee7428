/** Makes results of checks, with the sentence of their code. */
import type { CheckId, CheckResult, CheckVerdict } from '../check-result.ts';
import { CHECK_CODES, type CheckCode } from './codes.ts';

/** Checks whose PASS says something of the data itself. */
const PROVES_DATA: ReadonlySet<CheckId> = new Set([
  'collections-present',
  'not-empty',
  'document-counts',
  'newest-document',
  'query-assertion',
]);

export interface Said {
  readonly subject?: string;
  readonly expected?: unknown;
  readonly actual?: unknown;
  readonly tolerance?: unknown;
  /** Beside the code's own sentence. */
  readonly detail?: string;
  /** @default the drill fails with it, or cannot pass without it */
  readonly required?: boolean;
}

export function result(id: CheckId, verdict: CheckVerdict, code: CheckCode, said: Said = {}): CheckResult {
  const { detail, required = true, ...rest } = said;
  const sentence = CHECK_CODES[code];
  return {
    id,
    verdict,
    code,
    reason: detail === undefined ? sentence : `${sentence} ${detail}`,
    required,
    provesData: PROVES_DATA.has(id),
    durationMs: 0,
    ...rest,
  };
}

export const pass = (id: CheckId, said?: Said): CheckResult => result(id, 'PASS', 'OK', said);
export const fail = (id: CheckId, code: CheckCode, said?: Said): CheckResult =>
  result(id, 'FAIL', code, said);
/** Nobody knows; it does not stand in the way of a pass where it is not required. */
export const inconclusive = (id: CheckId, code: CheckCode, said?: Said): CheckResult =>
  result(id, 'INCONCLUSIVE', code, said);
export const notRun = (id: CheckId, code: CheckCode, said?: Said): CheckResult =>
  result(id, 'NOT_RUN', code, said);

/** A sentence names so many, and says how many more there are. */
const MOST_NAMED = 10;

export function named(names: readonly string[]): string {
  const rest = names.length - MOST_NAMED;
  return `${names.slice(0, MOST_NAMED).join(', ')}${rest > 0 ? `, and ${rest} more` : ''}.`;
}
