/** `npm run report`: the report of a month or a quarter, of a chain of evidence that it verifies first. Asks nobody. docs/drills.md */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { publicKeys } from '../evidence/public-keys.ts';
import { ChainVerifier } from '../evidence/verify-chain.ts';
import { reportCsv } from '../reports/csv.ts';
import { EvidenceReport } from '../reports/from-evidence.ts';
import { renderReport } from '../reports/page/page.ts';
import { periodOf } from '../reports/period.ts';
import type { Report } from '../reports/report.ts';
import { readCheckpoints } from './checkpoint-input.ts';
import { openInput } from './evidence-input.ts';
import { describeReport } from './evidence-report.ts';
import { headOf, keyIn } from './evidence-verify.ts';
import { CommandLineWrong } from './usage.ts';

const FORMATS = {
  html: renderReport,
  csv: reportCsv,
  json: (report: Report) => JSON.stringify(report),
} as const;
type Format = keyof typeof FORMATS;

const USAGE = `Usage: npm run report -- <2026-11 | 2026-Q4> --evidence <folder | records.jsonl> --key public.pem [options]

  --evidence PATH        the chain of evidence: the bucket's folder evidence, or a file with a record a line
  --key FILE             a public key that the chain may be signed with, PEM (repeatable, once the key was rotated)
  --head SEQUENCE:HASH   a record that must be in it, known from elsewhere: finds a tail that was cut off
  --checkpoints PATH     the same by checkpoints: a file, lines of them (.jsonl) or a folder (repeatable)
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
    const { period, path, keys, head, checkpoints, format, out } = options;
    const { items, excerpt } = openInput(path);
    if (excerpt)
      throw new CommandLineWrong(
        '--evidence needs the whole chain: a folder, or a file with a record a line (.jsonl).',
      );
    const how = { ...(head && { head }), ...(checkpoints && { checkpoints }) };
    const verifier = new ChainVerifier(keys, how);
    const report = new EvidenceReport(period);
    for await (const item of items) {
      const record = verifier.add(item);
      if (record) report.add(record);
    }
    const chain = verifier.end();
    if (chain.findingCount > 0) {
      print(`${describeReport(chain, how)}\n\nNo report is made of a chain that does not verify.`);
      return 1;
    }
    const text = FORMATS[format](report.result(chain, now));
    if (out === '-') print(text);
    else {
      writeFileSync(out, text);
      print(`${out}: ${period.name}, of ${chain.records} records that verify.`);
    }
    return 0;
  } catch (error) {
    // Status 1 says that something was found: what could not be read or written is none of that.
    const reason = error instanceof CommandLineWrong ? error.message : unreadable(error);
    print(`${reason}\n\n${USAGE}`);
    return 2;
  }
}

function unreadable(error: unknown): string {
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  return `${path ?? 'A file'} cannot be read or written (${code}).`;
}

function read(args: readonly string[]) {
  const { values, positionals } = parse(args);
  if (values.help) return undefined;
  const [name, ...more] = positionals;
  const period = periodOf(name ?? '');
  if (period === undefined || more.length > 0)
    throw new CommandLineWrong('Name one month or quarter, as 2026-11 or 2026-Q4.');
  if (values.evidence === undefined)
    throw new CommandLineWrong('Name the chain of evidence with --evidence.');
  if (!values.key?.length) throw new CommandLineWrong('Give a public key with --key.');
  const format = formatOf(values.format ?? 'html');
  return {
    period,
    path: values.evidence,
    keys: publicKeys(values.key.map(keyIn)),
    ...(values.head !== undefined && { head: headOf(values.head) }),
    ...(values.checkpoints && { checkpoints: values.checkpoints.flatMap(readCheckpoints) }),
    format,
    out: values.out ?? `report-${period.name}.${format}`,
  };
}

function formatOf(text: string): Format {
  if (Object.hasOwn(FORMATS, text)) return text as Format;
  throw new CommandLineWrong(`--format must be one of ${Object.keys(FORMATS).join(', ')}.`);
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        evidence: { type: 'string' },
        key: { type: 'string', multiple: true },
        head: { type: 'string' },
        checkpoints: { type: 'string', multiple: true },
        format: { type: 'string' },
        out: { type: 'string' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new CommandLineWrong(error instanceof Error ? error.message : String(error));
  }
}

if (import.meta.main)
  process.exitCode = await makeReport(
    process.argv.slice(2),
    (text) => process.stdout.write(`${text}\n`),
    new Date(),
  );
