/**
 * Coverage of a day, for the chain: what a report of a period that is over goes by, and what nobody can make look better
 * afterwards. One record a day.
 */
import type { CoverageViewContext } from '../coverage/view.ts';
import { appendEvidence, type EvidenceParts } from '../evidence/append.ts';
import { VERSION } from '../version.ts';
import { coverageNow } from './coverage-now.ts';

/** With findings some 900 bytes each: a record holds 4 MB. */
const MOST_ROWS = 3_000;

/** False: nobody has read yet what there is. @param day `2026-11-30` */
export async function recordCoverage(
  context: CoverageViewContext & { readonly evidence: EvidenceParts },
  day: string,
): Promise<boolean> {
  const coverage = await coverageNow(context, MOST_ROWS);
  if (coverage === null) return false;
  const { drills, simulated, clock } = context;
  const { everyDays, scope } = drills.coverage;
  await appendEvidence(context.evidence, {
    key: `coverage#${day}`,
    kind: 'coverage',
    at: clock.now().toISOString(),
    body: {
      ...coverage,
      day,
      everyDays,
      scope,
      simulated,
      tool: { name: 'atlas-restore', version: VERSION },
    },
  });
  return true;
}
