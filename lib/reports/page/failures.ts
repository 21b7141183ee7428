/** The drills that did not pass, with all that is known of why. */
import type { EvidencePosition } from '../../evidence/record.ts';
import type { Report, ReportDrill } from '../report.ts';
import { checksOf, cleanupText } from './drills.ts';
import { duration, moment, money, verdict } from './format.ts';
import { html, type Markup } from './html.ts';
import { section } from './table.ts';

export function failures({ drills, period }: Report): Markup {
  const failed = drills.filter(({ verdict: said }) => said !== null && said !== 'PASSED');
  return section(
    'failures',
    'Drills that did not pass',
    failed.length > 0
      ? failed.map(one)
      : html`<p>${drills.length === 0 ? `None: there was no drill in ${period.name}.` : 'None: every drill that was decided passed.'}</p>
`,
  );
}

export const position = (evidence: EvidencePosition | null): Markup =>
  evidence === null
    ? html`<span class="none">none</span>`
    : html`<span class="id">${evidence.sequence}:${evidence.hash}</span>`;

function one(drill: ReportDrill): Markup {
  const { id, source, verdict: said, findings, notPassed, measures, snapshot, trigger, evidence } = drill;
  const asked = trigger.kind === 'schedule' ? 'schedule' : trigger.by;
  return html`<article data-failure="${id}" aria-label="Drill ${id}">
<h3>${verdict(said)} ${source.projectId}/${source.name}, ${moment(drill.createdAt)}${drill.simulated && html` <strong class="simulated">simulated</strong>`}</h3>
<ul>${findings.map(({ code, detail }) => html`<li><strong>${code}</strong> ${detail}</li>`)}${notPassed.map(
    ({ id: check, subject, verdict: its, code, reason }) =>
      html`<li>${verdict(its)} ${check}${subject !== undefined && html` (${subject})`}: <strong>${code}</strong> ${reason}</li>`,
  )}</ul>
<dl class="facts">
<div><dt>Drill</dt><dd class="id">${id}</dd></div>
<div><dt>Plan</dt><dd>${drill.plan}</dd></div>
<div><dt>Asked for by</dt><dd>${asked}${trigger.reason !== undefined && html`: ${trigger.reason}`}${trigger.ticket !== undefined && html`, ticket ${trigger.ticket}`}</dd></div>
<div><dt>Snapshot</dt><dd>${snapshot ? html`<span class="id">${snapshot.id ?? 'point in time'}</span> of ${moment(snapshot.createdAt)}` : 'none was chosen'}</dd></div>
<div><dt>Atlas’ job</dt><dd class="id">${drill.atlasJobId ?? 'none'}</dd></div>
<div><dt>Checks</dt><dd>${drill.checks.PASS} of ${checksOf(drill)} passed</dd></div>
<div><dt>Newest document read</dt><dd>${duration(measures?.observedRpoSeconds)}${measures?.observedRpoSeconds != null && ' before the start'}</dd></div>
<div><dt>Worst gap of snapshots</dt><dd>${duration(measures?.worstSnapshotGapSeconds)}</dd></div>
<div><dt>Cost</dt><dd>${drill.costUsd === null && drill.estimatedUsd !== null && 'estimated: '}${money(drill.costUsd ?? drill.estimatedUsd)}</dd></div>
<div><dt>Target</dt><dd>${drill.cleanup ? cleanupText(drill.cleanup.target) : 'not cleaned up yet'}</dd></div>
<div><dt>Evidence</dt><dd>${position(evidence)}</dd></div>
</dl>
</article>
`;
}
