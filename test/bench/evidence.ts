/**
 * What a year of weekly drills of 50 sources costs whoever audits it: the chain verified record by record, and a report of
 * its last quarter, beside the hashes and signatures alone of the same records in the same run.
 */
import { publicKeys } from '../../lib/evidence/public-keys.ts';
import { sha256 } from '../../lib/evidence/record.ts';
import { isSignedBy } from '../../lib/evidence/signature.ts';
import { ChainVerifier } from '../../lib/evidence/verify-chain.ts';
import { EvidenceReport } from '../../lib/reports/from-evidence.ts';
import { renderReport } from '../../lib/reports/page/page.ts';
import { type Period, periodOf } from '../../lib/reports/period.ts';
import { linesIn, memoryParts } from '../lib/evidence/chain.ts';
import { drillYear } from '../support/drilled-year.ts';
import { median, type Report, round, table } from './report.ts';

const SOURCES = 50;
const ROUNDS = 3;
const NOW = new Date('2026-11-27T12:00:00Z');

function timed(work: () => unknown): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}

const often = (work: () => unknown): number => median(Array.from({ length: ROUNDS }, () => timed(work)));

export async function benchEvidence(): Promise<Report> {
  const evidence = memoryParts();
  const drills = await drillYear({ evidence, sources: SOURCES, from: '2025-11-25T02:00:00Z' });
  const lines = await linesIn(evidence.store);
  const key = await evidence.signer.publicKey();
  const parsed = lines.map((line) => JSON.parse(String(line)) as { signature: string });
  const texts = lines.map((line) => String(line).slice(40, -280));

  const alone = often(() => {
    for (const [at, text] of texts.entries()) {
      sha256(text);
      isSignedBy(text, parsed[at]?.signature ?? '', key);
    }
  });
  const read = (add?: EvidenceReport) => {
    const verifier = new ChainVerifier(publicKeys([key]));
    for (const [at, bytes] of lines.entries()) {
      const record = verifier.add({ place: `line ${at + 1}`, content: { bytes } });
      if (record) add?.add(record);
    }
    return verifier.end();
  };
  const verified = often(() => read());
  const made = () => {
    const report = new EvidenceReport(periodOf('2026-Q4') as Period);
    return report.result(read(report), NOW);
  };
  const reported = often(made);
  const report = made();
  const rendered = often(() => renderReport(report));
  const ms = (value: number) => `${(value / 1_000).toFixed(2)} s`;
  return {
    name: 'evidence',
    text: `A year of weekly drills of ${SOURCES} sources: ${drills.toLocaleString('en')} drills, ${lines.length.toLocaleString('en')} records, ${round(Buffer.concat(lines).length / 1e6)} MB. The report is of its last quarter, ${report.drills.length} drills:\n\n${table(
      ['', 'time', '× hashes and signatures alone'],
      [
        ['hashes and signatures alone', ms(alone), 1],
        ['the chain verified', ms(verified), round(verified / alone)],
        ['verified, and the report made of it', ms(reported), round(reported / alone)],
        ['the page written', ms(rendered), round(rendered / alone)],
      ],
    )}`,
    budgets: [
      { what: 'the chain verified: × its hashes and signatures alone', is: verified / alone, most: 4 },
      { what: 'the report made of it: × the chain verified', is: reported / verified, most: 2 },
    ],
  };
}
