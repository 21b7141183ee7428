/** What the report is of, what it must not be taken for, and its figures. */
import { isActive } from '../../restores/record.ts';
import { allEndedBy, isOver } from '../period.ts';
import type { Report, ReportSummary } from '../report.ts';
import { counted, moment, money } from './format.ts';
import { html, type Markup, type Part } from './html.ts';
import { section } from './table.ts';

const FROM = {
  ledger: 'the ledger of the service, which is its own word; the chain was not verified for it',
  evidence: 'a verified chain of signed evidence',
} as const;

/** Why it is no report of all that its period had; undefined: it is. */
function notComplete(report: Report): string | undefined {
  const { period, madeFrom, madeAt, chain, drills, restores } = report;
  if (!isOver(period, new Date(madeAt))) return 'so far: the period is not over';
  if (madeFrom === 'evidence' && (chain.lastAt ?? '') < period.to)
    return 'incomplete: the chain ends before the period does';
  if (madeFrom === 'evidence' && Date.parse(chain.lastAt ?? '') < allEndedBy(period).getTime())
    return 'incomplete: not all that began in the period may have ended';
  if (drills.some(({ cleanup }) => cleanup === null) || restores.some(({ status }) => isActive(status)))
    return 'incomplete: not all that began in the period has ended';
  if (madeFrom === 'ledger' && report.leftOut.length > 0) return 'incomplete: something is left out of it';
  return undefined;
}

export function header(report: Report): Markup {
  const { period, madeAt, madeFrom, tool, simulated } = report;
  const why = notComplete(report);
  const state =
    why === undefined
      ? html`<span class="tag" data-field="state">complete</span>`
      : html`<span class="tag failed" data-field="state">${why}</span>`;
  return html`<header>
<p class="over">Restore drills of MongoDB Atlas</p>
<h1>Report ${period.name} ${state}</h1>
<dl class="facts">
<div><dt>Period</dt><dd>${moment(period.from)} up to ${moment(period.to)}</dd></div>
<div><dt>Made</dt><dd>${moment(madeAt)} by ${tool.name} ${tool.version}</dd></div>
<div><dt>Made from</dt><dd data-field="madeFrom">${FROM[madeFrom]}</dd></div>
<div><dt>Times</dt><dd>all UTC</dd></div>
</dl>
${simulated && simulation()}</header>
`;
}

const simulation = (): Markup =>
  html`<p class="loud" data-field="simulated"><strong>SIMULATED.</strong> Something in this report is of a simulated Atlas. That proves nothing of MongoDB’s Atlas, nor that any backup of yours can be restored.</p>
`;

export const leftOut = ({ leftOut: sentences }: Report): Markup | null =>
  sentences.length === 0
    ? null
    : html`<section id="left-out" aria-labelledby="left-out-heading" class="loud">
<h2 id="left-out-heading">Left out of this report</h2>
<ul data-field="leftOut">${sentences.map((one) => html`<li>${one}</li>`)}</ul>
</section>
`;

export function summary({ summary: figures }: Report): Markup {
  const { drills, verdicts, sources, reviews, restores, verified } = figures;
  return section(
    'summary',
    'Summary',
    html`<p>${sentence(figures)}</p>
<dl class="figures">
${figure('drills', 'drills', drills)}${figure('drills.PASSED', 'passed', verdicts.PASSED)}${figure('drills.FAILED', 'failed', verdicts.FAILED, verdicts.FAILED > 0)}${figure('drills.INCONCLUSIVE', 'inconclusive', verdicts.INCONCLUSIVE, verdicts.INCONCLUSIVE > 0)}${figure('drills.UNDECIDED', 'still running', verdicts.UNDECIDED)}${figure('sources', 'sources drilled', sources)}${figure('reviews', 'reviews', reviews)}${figure('costUsd', 'cost of drills', money(figures.costUsd))}
${figure('restores', 'restores', restores)}${figure('verified.true', 'verified', verified.true)}${figure('verified.false', 'verified: not good', verified.false, verified.false > 0)}${figure('verified.not-run', 'verification not run', verified['not-run'], verified['not-run'] > 0)}
</dl>
`,
  );
}

function sentence({ drills, verdicts, sources, restores }: ReportSummary): string {
  const restored =
    restores === 0 ? 'Nothing was restored.' : `${counted(restores, 'restore')} beside drills.`;
  if (drills === 0) return `No drill was accepted in this period: nothing was proven in it. ${restored}`;
  return `${verdicts.PASSED} of ${counted(drills, 'drill')} of ${counted(sources, 'source')} passed. ${restored}`;
}

const figure = (field: string, what: string, value: Part, loud = false): Markup =>
  html`<div${loud && html` class="alarm"`}><dt>${what}</dt><dd data-field="${field}">${value}</dd></div>`;
