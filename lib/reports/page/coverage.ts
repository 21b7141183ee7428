/** What is proven and what is not: the counts, and everything that is not covered. */
import type { CoverageRow } from '../../coverage/view.ts';
import type { Report, ReportCoverage } from '../report.ts';
import { counted, day, moment, verdict } from './format.ts';
import { html, type Markup, type Part } from './html.ts';
import { section, table } from './table.ts';

export const coverage = ({ coverage: known, period }: Report): Markup =>
  section(
    'coverage',
    'Coverage',
    known === null
      ? html`<p class="loud" data-field="coverage">Coverage is not known for ${period.name}: nobody counted, or no record of it is there. This report does not say which deployments were never drilled.</p>
`
      : judged(known),
  );

function judged({ judgedAt, asOf, counts, rows, notListed, findings }: ReportCoverage): Part {
  const read =
    asOf === null
      ? 'No reading of all projects has ended yet'
      : html`Projects were read last at ${moment(asOf)}`;
  return html`<p>Judged at ${moment(judgedAt)}. ${read}.</p>
<dl class="figures">${Object.entries(counts).map(
    ([state, count]) =>
      html`<div><dt>${verdict(state)}</dt><dd data-field="coverage.${state}">${count}</dd></div>`,
  )}</dl>
${notCovered(rows, counts.COVERED)}${
  notListed > 0 &&
  html`<p class="loud"><strong data-field="coverage.notListed">${notListed}</strong> more that are not covered are not listed here: there are too many.</p>
`
}<h3>Findings of coverage</h3>
${
  findings.length === 0
    ? html`<p>None.</p>
`
    : table({
        caption: counted(findings.length, 'finding of coverage', 'findings of coverage'),
        key: { name: 'coverage-finding', of: ({ code, subject }) => `${code} ${subject}` },
        rows: findings,
        columns: [
          { head: 'Subject', field: 'subject', cell: ({ subject }) => subject },
          { head: 'Finding', field: 'code', cell: ({ code }) => code },
          { head: 'Since', field: 'since', cell: ({ since }) => moment(since) },
          { head: 'What it is', field: 'detail', cell: ({ detail }) => detail },
        ],
      })
}`;
}

function notCovered(rows: readonly CoverageRow[], covered: number): Markup {
  if (rows.length === 0)
    return html`<p>${covered === 0 ? 'No deployment is known: nothing is covered.' : 'Every deployment that is known is covered.'}</p>
`;
  return table({
    caption: `${counted(rows.length, 'deployment')} not covered`,
    key: { name: 'covered', of: ({ projectId, name }) => `${projectId}/${name}` },
    rows,
    columns: [
      {
        head: 'Deployment',
        field: 'name',
        cell: ({ name, projectId, projectName, family }) =>
          html`${name}<small>${projectName ?? ''} ${projectId}, ${family}</small>`,
      },
      { head: 'State', field: 'state', cell: ({ state }) => verdict(state) },
      {
        head: 'Passed last',
        field: 'lastPassedAt',
        cell: ({ lastPassedAt }) => (lastPassedAt === null ? 'never' : moment(lastPassedAt)),
      },
      {
        head: 'Last drill',
        field: 'drill',
        cell: ({ drill }) =>
          drill === null
            ? 'none'
            : html`${verdict(drill.verdict)} ${moment(drill.at)}<small class="id">${drill.id}</small>`,
      },
      {
        head: 'Excluded',
        field: 'exclusion',
        cell: ({ exclusion }) =>
          exclusion === undefined
            ? 'no'
            : html`${exclusion.reason}<small>by ${exclusion.owner}, until ${day(exclusion.until)}</small>`,
      },
    ],
  });
}
