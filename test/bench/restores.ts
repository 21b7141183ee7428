/** `node test/bench/restores.ts [polling|fleet|ledger …] [--write]`: measures, and fails where what is wanted is missed. */
import { asMarkdown, keep, type Report } from './report.ts';

const BENCHES: Readonly<Record<string, () => Promise<Report>>> = {
  fleet: async () => (await import('./fleet.ts')).fleet(),
  ledger: async () => (await import('./ledger.ts')).ledger(),
  polling: async () => (await import('./polling.ts')).polling(),
};

const names = process.argv.slice(2).filter((word) => word !== '--write');
for (const name of names.length > 0 ? names : Object.keys(BENCHES)) {
  const report = await BENCHES[name]?.();
  if (report === undefined) throw new Error(`There is no bench ${name}.`);
  console.log(`\n## ${name}\n\n${asMarkdown(report)}`);
  if (process.argv.includes('--write')) keep(name, report);
  if (report.wanted.some(({ met }) => !met)) process.exitCode = 1;
}
