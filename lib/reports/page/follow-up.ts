/** What is to be done, and what people said. */
import type { Report } from '../report.ts';
import { counted, moment } from './format.ts';
import { html, type Markup } from './html.ts';
import { section, table } from './table.ts';

export const findings = ({ findings: all }: Report): Markup =>
  section(
    'findings',
    'Findings',
    all.length === 0
      ? html`<p>None: no trend that misses an objective soon, no review that is missing, no restore that nobody verified.</p>
`
      : table({
          caption: counted(all.length, 'finding'),
          key: { name: 'finding', of: ({ code, subject }) => `${code} ${subject}` },
          rows: all,
          columns: [
            { head: 'Subject', field: 'subject', cell: ({ subject }) => subject },
            { head: 'Finding', field: 'code', cell: ({ code }) => code },
            { head: 'What it is', field: 'detail', cell: ({ detail }) => detail },
          ],
        }),
  );

export const reviews = ({ reviews: all, period }: Report): Markup =>
  section(
    'reviews',
    'Reviews',
    all.length === 0
      ? html`<p>Nobody reviewed a drill of ${period.name}.</p>
`
      : table({
          caption: counted(all.length, 'review'),
          key: { name: 'review', of: ({ drill, number }) => `${drill}#${number}` },
          rows: all,
          columns: [
            {
              head: 'Drill',
              field: 'drill',
              cell: ({ drill, number }) =>
                html`<span class="id">${drill}</span><small>review ${number}</small>`,
            },
            { head: 'At', field: 'at', cell: ({ at }) => moment(at) },
            { head: 'Decision', field: 'decision', cell: ({ decision }) => decision },
            {
              head: 'Reviewer',
              field: 'reviewer',
              cell: ({ reviewer, recordedBy }) => html`${reviewer}<small>sent by ${recordedBy}</small>`,
            },
            {
              head: 'Said',
              field: 'note',
              cell: ({ note, ticket, retestDrill }) =>
                html`${note ?? 'no note'}${ticket !== undefined && html`<small>ticket ${ticket}</small>`}${retestDrill !== undefined && html`<small>looked at again by <span class="id">${retestDrill}</span></small>`}`,
            },
            {
              head: 'Evidence',
              field: 'evidence',
              figure: true,
              cell: ({ evidence }) => (evidence ? evidence.sequence : html`<span class="none">none</span>`),
            },
          ],
        }),
  );
