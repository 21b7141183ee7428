/** Coverage as it was written into the chain day by day (docs/evidence.md): the last record of a period. */
import { readRecord } from '../evidence/check-record.ts';
import type { EvidencePosition } from '../evidence/record.ts';
import type { EvidenceIndex, EvidenceStore } from '../evidence/store.ts';
import type { Period } from './period.ts';
import type { ReportCoverage } from './report.ts';

export interface CoverageRecords {
  readonly store: Pick<EvidenceStore, 'read'>;
  readonly index: Pick<EvidenceIndex, 'find'>;
}

const DAY_MS = 86_400_000;
/** A quarter's: the last day on which somebody wrote, as a reader of the whole chain finds it too. It says of when it is. */
const MOST_DAYS = 92;

export interface CoverageOfPeriod {
  /** Null: there is none of its days. */
  readonly coverage: ReportCoverage | null;
  /** The number of a record that is gone, or is not the one that was written: nothing is said instead of it. */
  readonly broken?: number;
}

export async function lastCoverageRecord(
  { store, index }: CoverageRecords,
  { from, to }: Period,
): Promise<CoverageOfPeriod> {
  for (let back = 1; back <= MOST_DAYS; back += 1) {
    const at = new Date(Date.parse(to) - back * DAY_MS).toISOString();
    if (at < from) break;
    const claim = await index.find(`coverage#${at.slice(0, 10)}`);
    if (claim?.position === undefined) continue;
    const body = await bodyAt(store, claim.position);
    if (body === undefined) return { coverage: null, broken: claim.position.sequence };
    const coverage = coverageIn(body);
    if (coverage) return { coverage };
  }
  return { coverage: null };
}

/** Undefined: there is no such record, or another one. Its signature is for a verifier. */
async function bodyAt(
  store: CoverageRecords['store'],
  { sequence, hash }: EvidencePosition,
): Promise<unknown> {
  const bytes = await store.read(sequence);
  const { record, problems = [] } = bytes ? readRecord(bytes) : {};
  return record?.hash === hash && problems.length === 0 ? record.envelope.body : undefined;
}

/** Undefined: it is of another shape. */
export function coverageIn(body: unknown): ReportCoverage | undefined {
  const { judgedAt, asOf, counts, rows, notListed, findings } = Object(body) as Partial<ReportCoverage>;
  if (typeof judgedAt !== 'string' || counts === undefined) return undefined;
  if (!Array.isArray(rows) || !Array.isArray(findings)) return undefined;
  return { judgedAt, asOf: asOf ?? null, counts, rows, notListed: notListed ?? 0, findings };
}
