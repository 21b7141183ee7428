/** `npm run report`: the report of a month or a quarter, of a chain of evidence that it verifies first. Asks nobody. docs/drills.md */
import { writeFileSync } from 'node:fs';
import { ChainVerifier } from '../evidence/verify-chain.ts';
import { reportCsv } from '../reports/csv.ts';
import { EvidenceReport } from '../reports/from-evidence.ts';
import { renderReport } from '../reports/page/page.ts';
import { periodOf } from '../reports/period.ts';
import type { Report } from '../reports/report.ts';
import { CHAIN_OPTIONS, CHAIN_USAGE, chainOptions, parseCommandLine, reasonOf } from './chain-options.ts';
import { openInput } from './evidence-input.ts';
import { describeReport } from './evidence-report.ts';
import { printing } from './print.ts';
import { CommandLineWrong } from './usage.ts';

const FORMATS = {
  html: renderReport,
  csv: reportCsv,
  json: (report: Report) => JSON.stringify(report),
} as const;
type Format = keyof typeof FORMATS;

const USAGE = `Usage: npm run report -- <2026-11 | 2026-Q4> --evidence <folder | records.jsonl> --key public.pem [options]

  --evidence PATH        the chain of evidence: the bucket's folder evidence, or a file with a record a line
${CHAIN_USAGE}
  --format FORMAT        html (default), json or csv
  --out FILE             where it is written, default report-PERIOD.FORMAT; - prints it
  --help                 this text

Ends with status 0 (made), 1 (the chain does not verify: no report is made of it) or 2 (it could not be read).`;

/** Returns the exit status. @param now until when the period is looked at, and reviews may be overdue */
export async function makeReport(
  args: readonly string[],
  print: (text: string) => void,
  now: Date,
): Promise<number> {
  try {
    const options = read(args);
    if (options === undefined) {
      print(USAGE);
      return 0;
    }
    const { period, path, keys, heldTo, format, out } = options;
    const { items, excerpt } = openInput(path);
    if (excerpt)
      throw new CommandLineWrong(
        '--evidence needs the whole chain: a folder, or a file with a record a line (.jsonl).',
      );
    const verifier = new ChainVerifier(keys, heldTo);
    const report = new EvidenceReport(period);
    for await (const item of items) {
      const record = verifier.add(item);
      if (record) report.add(record);
    }
    const chain = verifier.end();
    if (chain.findingCount > 0) {
      print(`${describeReport(chain, heldTo)}\n\nNo report is made of a chain that does not verify.`);
      return 1;
    }
    const made = report.result(chain, now, heldTo);
    if (made.madeAt < period.from) throw new CommandLineWrong(`${period.name} has not begun.`);
    const text = FORMATS[format](made);
    if (out === '-') print(text);
    else {
      writeFileSync(out, text);
      print(`${out}: ${period.name}, of ${chain.records} records that verify.`);
      for (const sentence of [...made.leftOut, ...(made.chain.heldTo === null ? [NOT_HELD] : [])])
        print(sentence);
    }
    return 0;
  } catch (error) {
    // Status 1 says that something was found: what could not be read or written is none of that.
    print(`${reasonOf(error, { of: 'A file', cannotBe: 'read or written' })}\n\n${USAGE}`);
    return 2;
  }
}

const NOT_HELD =
  'Whether later records were cut off, only a head or a checkpoint tells (--head, --checkpoints): none was given.';

const OPTIONS = {
  ...CHAIN_OPTIONS,
  evidence: { type: 'string' },
  format: { type: 'string' },
  out: { type: 'string' },
} as const;

function read(args: readonly string[]) {
  const { values, positionals } = parseCommandLine(args, OPTIONS);
  if (values.help) return undefined;
  const [name, ...more] = positionals;
  const period = periodOf(name ?? '');
  if (period === undefined || more.length > 0)
    throw new CommandLineWrong('Name one month or quarter, as 2026-11 or 2026-Q4.');
  if (values.evidence === undefined)
    throw new CommandLineWrong('Name the chain of evidence with --evidence.');
  const chain = chainOptions(values);
  const format = formatOf(values.format ?? 'html');
  return {
    period,
    path: values.evidence,
    ...chain,
    format,
    out: values.out ?? `report-${period.name}.${format}`,
  };
}

function formatOf(text: string): Format {
  if (Object.hasOwn(FORMATS, text)) return text as Format;
  throw new CommandLineWrong(`--format must be one of ${Object.keys(FORMATS).join(', ')}.`);
}

if (import.meta.main) process.exitCode = await makeReport(process.argv.slice(2), printing(), new Date());
