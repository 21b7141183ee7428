/**
 * A report as one page of HTML: no script, no font, no picture from elsewhere, so that it opens from a file, prints on
 * A4 and is the same in ten years. Pure.
 */
import type { Report } from '../report.ts';
import { chain } from './chain.ts';
import { coverage } from './coverage.ts';
import { drills } from './drills.ts';
import { failures } from './failures.ts';
import { findings, reviews } from './follow-up.ts';
import { header, leftOut, summary } from './head.ts';
import { html, verbatim } from './html.ts';
import { restores } from './restores.ts';
import { STYLE } from './style.ts';
import { terms } from './terms.ts';
import { trends } from './trends.ts';

/** Whatever slips into the page: it fetches nothing and runs nothing. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

const CONTENTS: Readonly<Record<string, string>> = {
  summary: 'Summary',
  findings: 'Findings',
  coverage: 'Coverage',
  drills: 'Drills',
  failures: 'Not passed',
  trends: 'Trends',
  restores: 'Restores',
  reviews: 'Reviews',
  chain: 'Evidence',
  terms: 'Words',
};

export function renderReport(report: Report): string {
  const { period, simulated, tool, schemaVersion } = report;
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Restore drills ${period.name}${simulated && ' (simulated)'}</title>
<style>${verbatim(STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the report</a>
${header(report)}<nav aria-label="Contents"><ul>${Object.entries(CONTENTS).map(
    ([id, name]) => html`<li><a href="#${id}">${name}</a></li>`,
  )}</ul></nav>
<main id="main" tabindex="-1">
${leftOut(report)}${summary(report)}${findings(report)}${coverage(report)}${drills(report)}${failures(report)}${trends(report)}${restores(report)}${reviews(report)}${chain(report)}${terms()}</main>
<footer><p>${tool.name} ${tool.version}, report schema ${schemaVersion}. The same figures are in its CSV and JSON.</p></footer>
</body>
</html>
`.text;
}
