/** What `evidence:verify` prints. */
import type { Finding } from '../evidence/findings.ts';
import type { ChainReport, VerifyOptions } from '../evidence/verify-chain.ts';

/** More tell a person nothing new; their number is said. */
const MOST_SHOWN = 50;

export function describeReport(
  report: ChainReport,
  { head, checkpoints = [], excerpt }: VerifyOptions,
): string {
  const newest = Math.max(0, ...checkpoints.map(({ sequence }) => sequence));
  const { findings, findingCount, span } = report;
  const shown = findings.slice(0, MOST_SHOWN).map(describeFinding);
  return [
    `records     ${report.records}${span ? `, said from ${span.from} to ${span.to}` : ''}`,
    ...[...report.kinds].map(([kind, count]) => `  ${kind.padEnd(10)}${count}`),
    ...(report.simulated > 0 ? [`simulated   ${report.simulated}: these prove nothing of an Atlas`] : []),
    ...[...report.keys].map(
      ([id, { count, first, last }]) => `key         ${id}: ${count} records, ${first} to ${last}`,
    ),
    ...(checkpoints.length > 0 ? [`checkpoints ${checkpoints.length}, the newest at ${newest}`] : []),
    ...(report.head && !excerpt ? [`head        ${report.head.sequence}:${report.head.hash}`] : []),
    '',
    ...shown,
    ...(findingCount > shown.length ? [`… and ${findingCount - shown.length} more`] : []),
    ...(findingCount > 0
      ? ['', `NOT VERIFIED: ${findingCount} finding(s).`]
      : ['VERIFIED', ...whatItMeans()]),
  ].join('\n');

  function whatItMeans(): string[] {
    if (excerpt)
      return ['Each record is as it was signed. Whether others are missing, only the whole chain tells.'];
    if (head) return ['Nothing was changed, dropped, added or reordered, and the head is in it.'];
    if (newest > 0)
      return [
        `Nothing was changed, dropped, added or reordered, and every checkpoint is in it: none was cut off before record ${newest}.`,
      ];
    return [
      'Nothing was changed, dropped, added or reordered up to its last record. Whether later ones were cut off, only a head tells:',
      'keep the head above elsewhere, and give it with --head the next time.',
    ];
  }
}

const CODE_WIDTH = 17;

function describeFinding({ code, sequence, place, detail }: Finding): string {
  const where = [
    sequence === undefined ? '' : `record ${sequence}`,
    place === undefined ? '' : `(${quoted(place)})`,
  ];
  return `${code.padEnd(CODE_WIDTH)} ${where.filter(Boolean).join(' ')}: ${detail}`;
}

/** A file's name is anybody's text: none moves the cursor. */
const quoted = (place: string): string => (/^[\w./ -]*$/.test(place) ? place : JSON.stringify(place));
