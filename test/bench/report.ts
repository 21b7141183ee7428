/** What a bench has found: a table to read, and its budgets. */
import { readFileSync, writeFileSync } from 'node:fs';

export interface Budget {
  readonly what: string;
  readonly is: number;
  readonly most: number;
}

export interface Report {
  /** Names the section of docs/performance.md. */
  readonly name: string;
  /** Markdown. */
  readonly text: string;
  readonly budgets: readonly Budget[];
}

export const isOver = ({ is, most }: Budget): boolean => !(is <= most);

export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, at) => (at === 0 ? '---' : '--:'))), ...rows.map(line)].join('\n');
}

export function budgetTable(budgets: readonly Budget[]): string {
  return table(
    ['budget', 'is', 'at most', ''],
    budgets.map((budget) => [
      budget.what,
      round(budget.is),
      budget.most,
      isOver(budget) ? '**over**' : 'holds',
    ]),
  );
}

/** Three digits that mean something. */
export const round = (value: number): number => Number(value.toPrecision(3));

/** Nearest rank. */
export function quantile(values: readonly number[], share: number): number {
  const ascending = [...values].sort((a, b) => a - b);
  return ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

const FILE = new URL('../../docs/performance.md', import.meta.url);

/** Puts the report between its marks. */
export function writeReport({ name, text, budgets }: Report): void {
  const document = readFileSync(FILE, 'utf8');
  const [from, to] = [`<!-- bench: ${name} -->`, `<!-- end: ${name} -->`];
  const [start, end] = [document.indexOf(from), document.indexOf(to)];
  if (start === -1 || end < start) throw new Error(`docs/performance.md has no place for ${name}.`);
  const section = `${from}\n\n${text}\n\n${budgetTable(budgets)}\n\n`;
  writeFileSync(FILE, document.slice(0, start) + section + document.slice(end));
}
