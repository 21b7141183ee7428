/** Coverage as it was written into the chain day by day (docs/evidence.md): the last record of a period. */
import type { EvidenceIndex, EvidenceStore } from '../evidence/store.ts';
import type { Period } from './period.ts';
import type { ReportCoverage } from './report.ts';

export interface CoverageRecords {
  readonly store: Pick<EvidenceStore, 'read'>;
  readonly index: Pick<EvidenceIndex, 'find'>;
}

const DAY_MS = 86_400_000;
/** Days without a record before the period's end are days on which nobody could write: older ones say little of it. */
const MOST_DAYS = 7;

/** Null: there is none of its last days. */
export async function lastCoverageRecord(
  { store, index }: CoverageRecords,
  { from, to }: Period,
): Promise<ReportCoverage | null> {
  for (let back = 1; back <= MOST_DAYS; back += 1) {
    const at = new Date(Date.parse(to) - back * DAY_MS).toISOString();
    if (at < from) return null;
    const claim = await index.find(`coverage#${at.slice(0, 10)}`);
    const bytes = claim?.position && (await store.read(claim.position.sequence));
    const coverage = bytes && coverageIn(JSON.parse(Buffer.from(bytes).toString()).envelope?.body);
    if (coverage) return coverage;
  }
  return null;
}

/** Undefined: it is of another shape. */
export function coverageIn(body: unknown): ReportCoverage | undefined {
  const { judgedAt, asOf, counts, rows, notListed, findings } = Object(body) as Partial<ReportCoverage>;
  if (typeof judgedAt !== 'string' || counts === undefined) return undefined;
  if (!Array.isArray(rows) || !Array.isArray(findings)) return undefined;
  return { judgedAt, asOf: asOf ?? null, counts, rows, notListed: notListed ?? 0, findings };
}
