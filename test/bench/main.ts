/** `npm run bench`: measures, compares with a baseline of the same run, and fails where a budget does not hold. */
import { parseArgs } from 'node:util';
import { benchCoverage } from './coverage.ts';
import { benchEvidence } from './evidence.ts';
import { benchFleet } from './fleet.ts';
import { benchImports } from './imports.ts';
import { benchLatency } from './latency.ts';
import { benchLedger } from './ledger.ts';
import { benchPolling } from './polling.ts';
import { budgetTable, isOver, type Report, writeReport } from './report.ts';

const BENCHES: Readonly<Record<string, () => Promise<Report>>> = {
  imports: benchImports,
  latency: benchLatency,
  polling: benchPolling,
  fleet: benchFleet,
  ledger: benchLedger,
  coverage: benchCoverage,
  evidence: benchEvidence,
};

const { values, positionals } = parseArgs({
  options: { write: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const unknown = positionals.find((name) => !Object.hasOwn(BENCHES, name));
if (unknown !== undefined) {
  console.error(`There is no bench ${unknown}: ${Object.keys(BENCHES).join(', ')}.`);
  process.exit(1);
}
for (const name of positionals.length > 0 ? positionals : Object.keys(BENCHES)) {
  const report = await BENCHES[name]!();
  console.log(`\n## ${name}\n\n${report.text}\n\n${budgetTable(report.budgets)}`);
  if (values.write) writeReport(report);
  if (report.budgets.some(isOver)) process.exitCode = 1;
}
