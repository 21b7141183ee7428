/** A table that can be wider than the screen: its frame scrolls, by keyboard too, and has a name. */
import { html, type Markup, type Part } from './html.ts';

export interface Column<Row> {
  readonly head: string;
  /** Names the cell for programs, within its row. */
  readonly field: string;
  /** Figures stand to the right. */
  readonly figure?: true;
  cell(row: Row): Part;
}

export interface TableOf<Row> {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** `data-drill`, and what it is of a row. */
  readonly key: { readonly name: string; of(row: Row): string };
}

export function table<Row>({ caption, columns, rows, key }: TableOf<Row>): Markup {
  const heads = columns.map(
    ({ head, figure }) => html`<th scope="col"${figure && html` class="figure"`}>${head}</th>`,
  );
  const body = rows.map(
    (
      row,
    ) => html`<tr data-${key.name}="${key.of(row)}">${columns.map((column, at) => cell(column, row, at))}</tr>
`,
  );
  return html`<div class="frame" role="region" tabindex="0" aria-label="${caption} (table)"><table>
<caption>${caption}</caption>
<thead><tr>${heads}</tr></thead>
<tbody>
${body}</tbody>
</table></div>
`;
}

/** The first names its row. */
function cell<Row>({ field, figure, cell: content }: Column<Row>, row: Row, at: number): Markup {
  const tag = figure && html` class="figure"`;
  return at === 0
    ? html`<th scope="row" data-field="${field}"${tag}>${content(row)}</th>`
    : html`<td data-field="${field}"${tag}>${content(row)}</td>`;
}

/** A part of the page under its heading. */
export function section(id: string, heading: string, ...content: readonly Part[]): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-heading">
<h2 id="${id}-heading">${heading}</h2>
${content}</section>
`;
}
