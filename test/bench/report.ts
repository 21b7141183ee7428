/** What a bench found: printed, and with `--write` kept in docs/performance.md between the marks of its name. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

export interface Table {
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface Report {
  readonly tables: readonly Table[];
  /** What was wanted, and whether it was met: a bench with one that was not fails. */
  readonly wanted: readonly { readonly what: string; readonly met: boolean }[];
  /** Why something was not measured. */
  readonly skipped?: readonly string[];
}

const FILE = new URL('../../docs/performance.md', import.meta.url);

export function asMarkdown({ tables, wanted, skipped = [] }: Report): string {
  const parts = tables.map(({ caption, head, rows }) =>
    [`${caption}\n`, line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n'),
  );
  const met = wanted.map(({ what, met }) => `- ${met ? 'met' : '**missed**'}: ${what}`).join('\n');
  return [...parts, ...skipped.map((why) => `Skipped: ${why}`), met]
    .filter((part) => part !== '')
    .join('\n\n');
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** Replaces what stands between the marks; elsewhere the document is written by hand. */
export function keep(name: string, report: Report): void {
  const text = existsSync(FILE) ? readFileSync(FILE, 'utf8') : '';
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/performance.md has no place for ${name}.`);
  const kept = `${text.slice(0, from + begin.length)}\n\n${asMarkdown(report)}\n\n${text.slice(to)}`;
  writeFileSync(FILE, kept);
}
