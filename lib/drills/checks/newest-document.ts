/** The newest document is of about the snapshot's time: not from after it, and not too long before. */
import type { CheckResult } from '../check-result.ts';
import type { NewestDocument } from './config.ts';
import type { NewestSeen } from './observation.ts';
import { fail, inconclusive, pass } from './result.ts';

const MINUTE_MS = 60_000;

export function newestDocument(
  { namespace, field, toleranceMinutes, skewMinutes }: NewestDocument,
  seen: NewestSeen | undefined,
  snapshotAt: string | undefined,
): CheckResult {
  const id = 'newest-document';
  const subject = field === undefined ? namespace : `${namespace} ${field}`;
  if (seen === undefined || seen.unread) return inconclusive(id, 'UNREADABLE', { subject });
  if (seen.at === undefined) return inconclusive(id, 'COLLECTION_EMPTY', { subject });
  if (seen.at === null || snapshotAt === undefined) return inconclusive(id, 'DATE_MISSING', { subject });
  const said = {
    subject,
    expected: snapshotAt,
    actual: seen.at,
    tolerance: { toleranceMinutes, skewMinutes },
  };
  const aheadMs = Date.parse(seen.at) - Date.parse(snapshotAt);
  if (aheadMs > skewMinutes * MINUTE_MS) return fail(id, 'FUTURE_DOCUMENTS', said);
  if (-aheadMs > toleranceMinutes * MINUTE_MS) return fail(id, 'STALE_DATA', said);
  return pass(id, said);
}
