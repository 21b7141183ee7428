/** What a report's page and its CSV say, as programs read them. */

/** By the name of its field: `drills.PASSED`, `coverage.COVERED`. */
export function figuresOn(page: string): Readonly<Record<string, number>> {
  const found = [...page.matchAll(/<dd data-field="([\w.-]+)">(?:<data value="([\d.]+)">|(\d+)<)/g)];
  return Object.fromEntries(found.map(([, field = '', value, text]) => [field, Number(value ?? text)]));
}

/** Of the drills' table: by id, of each cell its exact value, or what is written in it. */
export function drillsOn(page: string): ReadonlyMap<string, Readonly<Record<string, string>>> {
  const rows = [...page.matchAll(/<tr data-drill="([^"]+)">(.*?)<\/tr>/gs)];
  return new Map(
    rows.map(([, id = '', row = '']) => {
      const cells = [...row.matchAll(/<t[dh][^>]* ?data-field="([\w.-]+)"[^>]*>(.*?)<\/t[dh]>/gs)];
      return [id, Object.fromEntries(cells.map(([, field = '', cell = '']) => [field, valueIn(cell)]))];
    }),
  );
}

function valueIn(cell: string): string {
  const value = /^<(?:data value|time datetime)="([^"]*)"/.exec(cell)?.[1];
  return (
    value ??
    cell
      .replace(/<small.*/s, '')
      .replace(/<[^>]*>/g, '')
      .replace(/^\W+ /, '')
      .trim()
  );
}

/** Rows by their columns' names. */
export function rowsOf(csv: string): readonly Readonly<Record<string, string>>[] {
  const [head = [], ...rows] = cellsOf(csv);
  return rows.map((cells) => Object.fromEntries(cells.map((cell, at) => [head[at] ?? '', cell])));
}

/** RFC 4180, as its grammar has it. */
function cellsOf(csv: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain = '', end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)?.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}
