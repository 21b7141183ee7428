/** Every drill, a row each, with what it measured against what was wanted. */
import type { Report, ReportDrill } from '../report.ts';
import { duration, durationText, moment, money, verdict } from './format.ts';
import { html, type Markup, type Part } from './html.ts';
import { type Column, section, table } from './table.ts';

export const drills = ({ drills: all, period }: Report): Markup =>
  section(
    'drills',
    'Drills',
    all.length === 0
      ? html`<p>No drill was accepted in ${period.name}.</p>
`
      : table({
          caption: `Drills accepted in ${period.name}, oldest first`,
          key: { name: 'drill', of: ({ id }) => id },
          columns: COLUMNS,
          rows: all,
        }),
  );

export const checksOf = ({ checks }: ReportDrill): number =>
  checks.PASS + checks.FAIL + checks.INCONCLUSIVE + checks.NOT_RUN;

/** Of 64 digits: enough to tell records apart; all of them are in the CSV. */
const HASH_SHOWN = 8;

const CLEANUP: Readonly<Record<string, string>> = {
  DELETED: 'deleted',
  NEVER_MADE: 'never made',
  STANDING: 'standing, stays',
  NOT_OURS: 'not ours: left',
  NONE: 'no target',
};

export const cleanupText = (target: string): string => CLEANUP[target] ?? target;

const COLUMNS: readonly Column<ReportDrill>[] = [
  {
    head: 'Accepted',
    field: 'createdAt',
    cell: ({ createdAt, trigger }) =>
      html`${moment(createdAt)}<small>${trigger.kind === 'schedule' ? 'by schedule' : `for ${trigger.by}`}</small>${[trigger.reason, trigger.ticket].map((said) => said !== undefined && html`<small>${said}</small>`)}`,
  },
  {
    head: 'Source, plan',
    field: 'source',
    cell: ({ source, plan, id, atlasJobId }) =>
      html`${source.name}<small>${source.projectId}</small><small>${plan}</small><small>drill ${id}</small>${atlasJobId !== null && html`<small>job ${atlasJobId}</small>`}`,
  },
  {
    head: 'Verdict',
    field: 'verdict',
    cell: ({ verdict: said, simulated, findings }) =>
      html`${verdict(said)}${simulated && html` <strong class="simulated">simulated</strong>`}${findings.map(({ code }) => html`<small>${code}</small>`)}`,
  },
  {
    head: 'Verified RTO',
    field: 'verifiedRtoSeconds',
    figure: true,
    cell: (drill) => rto(drill, 'verified', drill.measures?.verifiedRtoSeconds),
  },
  {
    head: 'Technical RTO',
    field: 'technicalRtoSeconds',
    figure: true,
    cell: (drill) => rto(drill, 'technical', drill.measures?.technicalRtoSeconds),
  },
  {
    head: 'Restore only',
    field: 'restoreSeconds',
    figure: true,
    cell: ({ measures }) =>
      html`${duration(measures?.restoreSeconds)}${measures?.pollSeconds != null && html`<small>± ${duration(measures.pollSeconds)}</small>`}`,
  },
  {
    head: 'Snapshot age',
    field: 'snapshotAgeSeconds',
    figure: true,
    cell: ({ measures, objectives }) =>
      html`${duration(measures?.snapshotAgeSeconds)}${
        measures?.snapshotAgeCounts === false
          ? html`<small>does not count</small>`
          : against(objectives.rpoSeconds, measures?.rpoMet ?? null)
      }`,
  },
  { head: 'Checks', field: 'checks', figure: true, cell: checks },
  {
    head: 'Evidence',
    field: 'evidence',
    figure: true,
    cell: ({ evidence, cleanupEvidence }) =>
      html`${evidence ? html`${evidence.sequence}<small>${evidence.hash.slice(0, HASH_SHOWN)}…</small>` : html`<span class="none">none</span>`}${cleanupEvidence && html`<small>cleanup ${cleanupEvidence.sequence}</small>`}`,
  },
  {
    head: 'Target',
    field: 'cleanup',
    cell: ({ cleanup, costUsd, estimatedUsd }) =>
      html`${
        cleanup === null
          ? html`<span class="none">not cleaned up yet</span>`
          : html`${cleanupText(cleanup.target)}${cleanup.at !== null && html`<small>${moment(cleanup.at)}</small>`}`
      }${costs(costUsd, estimatedUsd)}`,
  },
];

/** The one of the two that the plan counts stands against the objective. */
function rto(
  { objectives, measures }: ReportDrill,
  kind: 'verified' | 'technical',
  seconds: number | null | undefined,
): Markup {
  return html`${duration(seconds)}${objectives.rto === kind && against(objectives.rtoSeconds, measures?.rtoMet ?? null)}`;
}

function against(objective: number, met: boolean | null): Markup {
  const says = met === null ? '' : met ? ', met' : ', MISSED';
  return html`<small${met === false && html` class="missed"`}>of ${durationText(objective)}${says}</small>`;
}

function checks(drill: ReportDrill): Part {
  const said = drill.notPassed.map(
    ({ id, verdict: check, code }) => html`<small>${id}: ${check} ${code}</small>`,
  );
  return html`${drill.checks.PASS}/${checksOf(drill)}${said}`;
}

function costs(costUsd: number | null, estimatedUsd: number | null): Part {
  if (costUsd !== null) return html`<small>${money(costUsd)}</small>`;
  return estimatedUsd !== null && html`<small>estimated: ${money(estimatedUsd)}</small>`;
}
