/**
 * Restores that are no part of a drill, as the ledger has them. A drill's own is known by its id, and by the drill: whoever
 * starts an execution may give it a name that ends alike.
 */
import type { SpanRead } from '../aws/ledger-span.ts';
import { drillOfRestore } from '../drills/target/target-name.ts';
import { eachOf } from '../each-of.ts';
import type { ReportContext } from './from-ledger.ts';
import type { Period } from './period.ts';
import type { ReportRestore } from './report.ts';
import { reportRestore } from './restore-entry.ts';

/** Read while somebody waits; drills' own, which are many more, do not count. */
const MOST_RESTORES = 500;
/** Of items of the ledger. */
const AT_ONCE = 25;

/** @param drills ids of those that are known to have come to their restore */
export async function restoresBeside(
  { drillLedger, clock }: Pick<ReportContext, 'drillLedger' | 'clock'>,
  period: Period,
  drills: () => Promise<ReadonlySet<string>>,
): Promise<SpanRead<ReportRestore>> {
  const now = clock.now();
  /** By the drill that each would be of. */
  const doubtful = new Map<string, ReportRestore>();
  const { kept, after } = await drillLedger.restoresWithin({
    ...period,
    most: MOST_RESTORES,
    keep(record) {
      const drill = drillOfRestore(record.id);
      // Evidence of its own has only what is no drill's.
      if (drill === undefined || record.inEvidence) return reportRestore(record, now);
      doubtful.set(drill, reportRestore(record, now));
      return undefined;
    },
  });
  const known = await drills();
  const own = [...kept];
  const unknown = [...doubtful].filter(
    ([drill, { createdAt }]) => !known.has(drill) && (after === undefined || createdAt > after),
  );
  await eachOf(unknown, AT_ONCE, async ([drill, entry]) => {
    if ((await drillLedger.getDrill(drill))?.restore === undefined) own.push(entry);
  });
  return { kept: own, ...(after !== undefined && { after }) };
}
