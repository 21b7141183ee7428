/** How the figures of each source go on: charts of some sources, and a row for each of the others. */
import type { TrendClass, TrendPoint } from '../../drills/trends/trend.ts';
import type { Report, ReportTrend } from '../report.ts';
import { chart } from './chart.ts';
import { bytes, bytesText, counted, duration, durationText, moment, verdict } from './format.ts';
import { html, type Markup } from './html.ts';
import { section, table } from './table.ts';

/** Four pages of charts: nobody looks at more, and a page with all of 200 sources is slow to open. */
export const MOST_CHARTED = 24;
/** A year of weekly drills. Of nightly ones the rest makes a page that takes seconds to open, and is in JSON. */
export const MOST_FIGURES = 53;

const nameOf = ({ source }: ReportTrend): string => `${source.projectId}/${source.name}`;
const findingsOf = ({ classes }: ReportTrend): number =>
  classes.reduce((sum, { findings }) => sum + findings.length, 0);

export function trends({ trends: all }: Report): Markup {
  const known = all.filter(({ classes }) => classes.some(({ points }) => points.length > 0));
  if (known.length === 0)
    return section(
      'trends',
      'Trends',
      html`<p>No drill of the last year was decided so that it says something of a trend.</p>
`,
    );
  const sorted = known.toSorted((one, other) => findingsOf(other) - findingsOf(one));
  const rest = sorted.slice(MOST_CHARTED);
  return section(
    'trends',
    'Trends',
    html`<p>Of the year up to the period’s end. A dot is a drill that passed, a cross one that failed; the dashed line is the objective. Drills onto targets that differ in kind are lines of their own.</p>
`,
    sorted.slice(0, MOST_CHARTED).map(charted),
    rest.length > 0 &&
      html`<p data-field="trends.notCharted">Charts are of ${MOST_CHARTED} sources, those with findings first; the other ${rest.length} are rows here.</p>
${others(rest)}`,
  );
}

function charted(trend: ReportTrend): Markup {
  return html`<article data-trend="${nameOf(trend)}" aria-label="Trends of ${nameOf(trend)}">
<h3>${nameOf(trend)}</h3>
${trend.classes.map((one, at) => ofClass(one, trend.classes.length > 1 ? `${nameOf(trend)}, ${at + 1}` : nameOf(trend)))}</article>
`;
}

function ofClass({ fidelity, simulated, objectives, points, findings }: TrendClass, name: string): Markup {
  const { rto } = objectives;
  const charts = [
    { title: `RTO, ${rto}`, objective: objectives.rtoSeconds, text: durationText, of: rtoOf(rto) },
    { title: 'Restore only', text: durationText, of: (one: TrendPoint) => one.restoreSeconds },
    {
      title: 'Snapshot age',
      objective: objectives.rpoSeconds,
      text: durationText,
      of: (one: TrendPoint) => one.snapshotAgeSeconds,
    },
    { title: 'Snapshot size', text: bytesText, of: (one: TrendPoint) => one.snapshotSizeBytes },
  ];
  return html`<div class="together"><p class="class">${target(fidelity)}${simulated && html`, <strong class="simulated">simulated</strong>`}</p>
${findings.map(
  ({ code, detail }) => html`<p class="missed"><strong>${code}</strong> ${detail}</p>
`,
)}<div class="charts">
${charts.map(({ of, ...one }) =>
  chart({
    ...one,
    points: points.map((point) => ({ at: point.at, verdict: point.verdict, value: of(point) })),
  }),
)}</div></div>
<details><summary>Figures of ${name}</summary>
${figures(points.slice(-MOST_FIGURES), name)}${
  points.length > MOST_FIGURES &&
  html`<p data-field="trends.notListed">The ${points.length - MOST_FIGURES} drills before these are in the charts, and their figures in the JSON.</p>
`
}</details>
`;
}

const rtoOf =
  (kind: 'verified' | 'technical') =>
  (point: TrendPoint): number | null =>
    kind === 'verified' ? point.verifiedRtoSeconds : point.technicalRtoSeconds;

function target({
  target: kind,
  sameProject,
  sameRegion,
  sameSize,
  sameVersion,
  dropped,
}: TrendClass['fidelity']): string {
  const said = (same: boolean | null, what: string): string =>
    same === null ? `${what} not known` : `${same ? 'same' : 'another'} ${what}`;
  const is = [
    said(sameProject, 'project'),
    said(sameRegion, 'region'),
    said(sameSize, 'size'),
    said(sameVersion, 'version'),
  ].join(', ');
  const without = dropped.length > 0 ? `; without ${dropped.join(', ')}` : '';
  return `Restored onto a ${kind} target: ${is}${without}`;
}

const figures = (points: readonly TrendPoint[], name: string): Markup =>
  table({
    caption: `Figures of ${name}, oldest first`,
    key: { name: 'point', of: ({ drill }) => drill },
    rows: points,
    columns: [
      { head: 'Started', field: 'at', cell: ({ at }) => moment(at) },
      { head: 'Verdict', field: 'verdict', cell: (point) => verdict(point.verdict) },
      {
        head: 'Verified RTO',
        field: 'verifiedRtoSeconds',
        figure: true,
        cell: (point) => duration(point.verifiedRtoSeconds),
      },
      {
        head: 'Technical RTO',
        field: 'technicalRtoSeconds',
        figure: true,
        cell: (point) => duration(point.technicalRtoSeconds),
      },
      {
        head: 'Restore only',
        field: 'restoreSeconds',
        figure: true,
        cell: (point) => duration(point.restoreSeconds),
      },
      {
        head: 'Snapshot age',
        field: 'snapshotAgeSeconds',
        figure: true,
        cell: (point) => duration(point.snapshotAgeSeconds),
      },
      {
        head: 'Snapshot size',
        field: 'snapshotSizeBytes',
        figure: true,
        cell: (point) => bytes(point.snapshotSizeBytes),
      },
    ],
  });

const others = (rest: readonly ReportTrend[]): Markup =>
  table({
    caption: `Trends of ${counted(rest.length, 'other source')}: the drill before all others of the year, and the last`,
    key: { name: 'trend', of: nameOf },
    rows: rest,
    columns: [
      { head: 'Source', field: 'source', cell: nameOf },
      { head: 'Drills', field: 'drills', figure: true, cell: (one) => pointsOf(one).length },
      {
        head: 'First verified RTO',
        field: 'first',
        figure: true,
        cell: (one) => duration(pointsOf(one)[0]?.verifiedRtoSeconds),
      },
      {
        head: 'Last verified RTO',
        field: 'last',
        figure: true,
        cell: (one) => duration(pointsOf(one).at(-1)?.verifiedRtoSeconds),
      },
      {
        head: 'Last snapshot age',
        field: 'age',
        figure: true,
        cell: (one) => duration(pointsOf(one).at(-1)?.snapshotAgeSeconds),
      },
      {
        head: 'Last snapshot size',
        field: 'size',
        figure: true,
        cell: (one) => bytes(pointsOf(one).at(-1)?.snapshotSizeBytes),
      },
    ],
  });

/** Of the class that was drilled last. */
const pointsOf = ({ classes }: ReportTrend): readonly TrendPoint[] => classes[0]?.points ?? [];
