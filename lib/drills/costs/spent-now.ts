/** What the running month has cost, as the ledger has it. */
import type { DrillLedger } from '../../aws/drill-ledger.ts';
import type { Clock } from '../../clock.ts';
import type { DrillsConfig } from '../plans/plan.ts';
import { type MonthSpent, monthOf } from './month.ts';

/** Undefined: there are no prices, so nobody knows. */
export async function spentNow({
  drills,
  drillLedger,
  clock,
}: {
  readonly drills: Pick<DrillsConfig, 'prices'>;
  readonly drillLedger: Pick<DrillLedger, 'month'>;
  readonly clock: Clock;
}): Promise<MonthSpent | undefined> {
  return drills.prices === undefined ? undefined : drillLedger.month(monthOf(clock.now()));
}
