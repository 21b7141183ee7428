/** `npm run evidence:verify`: a chain of evidence, verified offline with public keys alone. docs/evidence.md */
import { ChainVerifier } from '../evidence/verify-chain.ts';
import { CHAIN_OPTIONS, CHAIN_USAGE, chainOptions, parseCommandLine, reasonOf } from './chain-options.ts';
import { openInput } from './evidence-input.ts';
import { describeReport } from './evidence-report.ts';
import { printing } from './print.ts';
import { CommandLineWrong } from './usage.ts';

const USAGE = `Usage: npm run evidence:verify -- <folder | records.jsonl | answer.json> --key public.pem [options]

${CHAIN_USAGE}
  --help                 this text

Ends with status 0 (verified), 1 (findings) or 2 (it could not be verified).`;

/** Returns the exit status. */
export async function verifyEvidence(
  args: readonly string[],
  print: (text: string) => void,
): Promise<number> {
  try {
    const options = read(args);
    if (options === undefined) {
      print(USAGE);
      return 0;
    }
    const { path, keys, heldTo } = options;
    const { items, excerpt } = openInput(path);
    if (excerpt && (heldTo.head || heldTo.checkpoints))
      throw new CommandLineWrong(
        '--head and --checkpoints need the whole chain: a folder, or a file with a record a line (.jsonl).',
      );
    const how = { excerpt, ...heldTo };
    const verifier = new ChainVerifier(keys, how);
    for await (const item of items) verifier.add(item);
    const report = verifier.end();
    print(describeReport(report, how));
    return report.findingCount > 0 ? 1 : 0;
  } catch (error) {
    // Status 1 says that something was found: what could not be read is none of that.
    print(`${reasonOf(error, { of: 'The evidence', cannotBe: 'read' })}\n\n${USAGE}`);
    return 2;
  }
}

function read(args: readonly string[]) {
  const { values, positionals } = parseCommandLine(args, CHAIN_OPTIONS);
  if (values.help) return undefined;
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0)
    throw new CommandLineWrong('Name one folder or file with evidence.');
  return { path, ...chainOptions(values) };
}

if (import.meta.main) process.exitCode = await verifyEvidence(process.argv.slice(2), printing());
