/** What arose since the last time, and what was mended: each finding by its code and subject. Pure. */
import type { Announced, CoverageChange, CoverageFinding } from './record.ts';

/** As judged, before it is known since when. */
export type Found = Omit<CoverageFinding, 'since'>;

export const findingKey = ({ code, subject }: Pick<CoverageFinding, 'code' | 'subject'>): string =>
  `${code} ${subject}`;

/** Those that stay keep their time, also where their sentence is another by now. */
export function dated(
  before: readonly CoverageFinding[],
  found: readonly Found[],
  at: string,
): readonly CoverageFinding[] {
  const known = new Map(before.map((one) => [findingKey(one), one.since]));
  return found.map(({ code, subject, detail }) => {
    const since = known.get(findingKey({ code, subject })) ?? at;
    return { code, subject, since, detail };
  });
}

/** With what is to be told of it added to what is not told yet. */
export function withFindings<Item extends Announced>(item: Item, found: readonly Found[], at: string): Item {
  const findings = dated(item.findings, found, at);
  const before = new Set(item.findings.map(findingKey));
  const now = new Set(findings.map(findingKey));
  const told: Omit<CoverageChange, 'sequence'>[] = [
    ...item.findings
      .filter((one) => !now.has(findingKey(one)))
      .map((finding) => ({ change: 'CLEARED', at, finding }) as const),
    ...findings
      .filter((one) => !before.has(findingKey(one)))
      .map((finding) => ({ change: 'ARISEN', at, finding }) as const),
  ];
  const changes = told.map((one, index) => ({ ...one, sequence: item.sequence + index + 1 }));
  return {
    ...item,
    findings,
    sequence: item.sequence + changes.length,
    pending: [...item.pending, ...changes],
  };
}
