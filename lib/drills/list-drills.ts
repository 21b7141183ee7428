/** Lists of drills as the API shows them: newest first, by plan, source, verdict and time. */
import type { DrillLedger } from '../aws/drill-ledger.ts';
import type { Place } from '../restores/families/family.ts';
import type { DrillRecord, Verdict } from './record.ts';

export interface DrillListRequest {
  readonly plan?: string;
  /** `projectId/name`, or a name alone. */
  readonly source?: string;
  readonly verdict?: Verdict;
  /** RFC 3339. */
  readonly since?: string;
  readonly limit: number;
  readonly cursor?: string;
}

/** A page of the ledger may hold none of the wanted ones; after so many the caller goes on by the cursor. */
const MOST_PAGES = 10;

export async function listDrills(
  ledger: DrillLedger,
  { plan, source, verdict, since, limit, cursor }: DrillListRequest,
): Promise<{ readonly drills: readonly DrillRecord[]; readonly next?: string }> {
  const isWanted = (record: DrillRecord): boolean =>
    (plan === undefined || record.plan === plan) &&
    (verdict === undefined || record.verdict === verdict) &&
    (source === undefined ||
      source === record.source.name ||
      source === `${record.source.projectId}/${record.source.name}`);
  const place = placeOf(source);
  const from = since === undefined ? Number.NEGATIVE_INFINITY : Date.parse(since);
  const drills: DrillRecord[] = [];
  let next = cursor;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page = await ledger.listDrills({
      ...(place ? { source: place } : plan !== undefined && { plan }),
      limit: limit - drills.length,
      ...(next !== undefined && { cursor: next }),
    });
    const recent = page.drills.filter(({ createdAt }) => Date.parse(createdAt) >= from);
    drills.push(...recent.filter(isWanted));
    // Older ones follow.
    next = recent.length < page.drills.length ? undefined : page.next;
    if (next === undefined || drills.length >= limit) break;
  }
  return { drills, ...(next !== undefined && { next }) };
}

/** Undefined: no source, or a name alone, which clusters of several projects may have. */
function placeOf(source: string | undefined): Place | undefined {
  const [projectId = '', name] = source?.split('/') ?? [];
  return name === undefined ? undefined : { projectId, name };
}
