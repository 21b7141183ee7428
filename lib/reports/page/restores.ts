/** Restores of people: what was wiped, by whom, why, and whether anybody looked at what came back. */
import type { Deployment } from '../../restores/record.ts';
import type { Report, ReportRestore } from '../report.ts';
import { moment } from './format.ts';
import { html, type Markup } from './html.ts';
import { type Column, section, table } from './table.ts';

export const restores = ({ restores: all, period }: Report): Markup =>
  section(
    'restores',
    'Restores',
    all.length === 0
      ? html`<p>No restore beside those of drills was accepted in ${period.name}.</p>
`
      : table({
          caption: `Restores accepted in ${period.name} that are no part of a drill, oldest first`,
          key: { name: 'restore', of: ({ id }) => id },
          columns: COLUMNS,
          rows: all,
        }),
  );

const place = ({ name, projectId, family }: Deployment): Markup =>
  html`${name}<small>${projectId}, ${family}</small>`;

const COLUMNS: readonly Column<ReportRestore>[] = [
  {
    head: 'Accepted',
    field: 'createdAt',
    cell: ({ createdAt, id }) => html`${moment(createdAt)}<small class="id">${id}</small>`,
  },
  { head: 'From', field: 'source', cell: ({ source }) => place(source) },
  {
    head: 'Written over',
    field: 'target',
    cell: ({ target }) => (target ? place(target) : 'nothing: a download'),
  },
  {
    head: 'By, why',
    field: 'requestedBy',
    cell: ({ requestedBy, why, ticket }) =>
      html`${requestedBy}<small>${why ?? 'no reason given'}</small>${ticket !== null && html`<small>ticket ${ticket}</small>`}`,
  },
  {
    head: 'Outcome',
    field: 'status',
    cell: ({ status, finishedAt, atlasJobId }) =>
      html`${status}<small>${finishedAt === null ? 'not over' : moment(finishedAt)}</small>${atlasJobId !== null && html`<small class="id">job ${atlasJobId}</small>`}`,
  },
  { head: 'Verified', field: 'verified', cell: ({ verified }) => verification(verified) },
  {
    head: 'Evidence',
    field: 'evidence',
    figure: true,
    cell: ({ evidence }) => (evidence ? evidence.sequence : html`<span class="none">none</span>`),
  },
];

function verification(verified: ReportRestore['verified']): Markup {
  if (verified === null) return html`<span class="none">not asked for, or not decided</span>`;
  if (verified === true)
    return html`<span class="tag passed"><span aria-hidden="true">✓</span> verified</span>`;
  if (verified === false)
    return html`<strong class="tag failed"><span aria-hidden="true">✕</span> VERIFIED: NOT GOOD</strong>`;
  return html`<strong class="tag inconclusive"><span aria-hidden="true">?</span> NOT VERIFIED</strong><small>it was asked for and not run</small>`;
}
